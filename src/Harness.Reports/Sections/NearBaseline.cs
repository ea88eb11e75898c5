using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports.Sections;

/// <summary>The first second after a fault in which p95 is near its baseline and nothing fails: shown, never judged, so that a fault that broke nothing has a story too.</summary>
/// <param name="At">Seconds from t = 0.</param>
/// <param name="After">How long after the fault was healed; after the kill, for a kill.</param>
/// <param name="Since">What it counts from: <c>healed</c>, <c>injected</c>.</param>
internal sealed record NearBaseline(double At, TimeSpan After, string Since)
{
    /// <summary>Near means below this multiple of the baseline's p95.</summary>
    private const double Near = 1.4;

    /// <summary>Null where it was not seen.</summary>
    public static NearBaseline? Of(Facts facts, FaultStory story)
    {
        if (story is not { HealedAt: { } healed, ActiveAt: { } active }) return null;
        var limit = Near * facts.BaselineP95();
        var (from, since) = story.Fault.Action.Kind == "kill" ? (active, "injected") : (healed, "healed");
        var second = facts.Run.Series.Of(Series.AllSteps)
            .Where(point => point.Key >= healed.TotalSeconds && point.Value.P95 <= limit && point.Value.Failed == 0)
            .Select(point => (int?)point.Key).FirstOrDefault();
        return second is { } found ? new(found, TimeSpan.FromSeconds(found) - from, since) : null;
    }
}
