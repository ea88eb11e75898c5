using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The rows of one fault: p95, failed requests, request rate, each before and during.</summary>
internal sealed class ImpactRows
{
    private readonly Facts facts;
    private readonly StepTotals before;
    private readonly (double Low, double High) axis;

    public ImpactRows(Facts facts)
    {
        this.facts = facts;
        before = facts.Sums.Within(FrameKey.Baseline);
        Limit = LimitLine.Overall(facts);
        var values = facts.Injected.Select(f => P95(During(f))).Append(P95(before)).Append(Limit).Where(v => v > 0).ToList();
        axis = values.Count == 0 ? (1, 10) : (values.Min() / 1.6, values.Max() * 1.6);
    }

    /// <summary>See <see cref="LimitLine.Overall"/>.</summary>
    public double Limit { get; }

    /// <summary>A fault's rows: one where it was never injected.</summary>
    public Html Of(FaultStory story)
    {
        if (story.InjectingAt is null) return $"""<tr class="last" id="impact-{story.Fault.Letter}">{Head(story, 1)}<td colspan="5" class="g tx">{FaultWords.Of(story)}</td></tr>""";
        var during = During(story);
        return $"""<tr id="impact-{story.Fault.Letter}">{Head(story, 3)}{Latency(during)}</tr><tr>{Failures(during)}</tr><tr class="last">{Rate(story, during)}</tr>""";
    }

    private Html Latency(StepTotals during)
    {
        var (was, now) = (P95(before), P95(during));
        return Cells("p95 response time", Numbers.Ms(was), Numbers.Ms(now), Words.Signed(now - was, Numbers.Ms, "0\u00a0ms"), "", Dumbbell.Draw(was, now, Limit, axis));
    }

    private Html Failures(StepTotals during)
    {
        var (was, now) = (Share(before), Share(during));
        return Cells("failed requests", Numbers.Percent(was), Numbers.Percent(now), Words.Signed(now - was, Words.Points, "0\u00a0pp"), " tx", $"{Numbers.Count(during.RequestsFailed)} of {Numbers.Count(during.Requests)}");
    }

    /// <summary>An open load is compared with its plan, because a ramp is no effect of a fault; a closed one with the baseline.</summary>
    private Html Rate(FaultStory story, StepTotals during)
    {
        var (from, to) = facts.Span(story);
        var seconds = Math.Max(1e-9, Math.Min(to, facts.Run.Elapsed.TotalSeconds) - from);
        var now = during.Requests / seconds;
        var was = facts.Plan.IsOpen ? Planned(from, to) : before.Requests / Math.Max(1, facts.SecondsIn(FrameKey.Baseline));
        var note = facts.Plan.IsOpen ? Math.Abs(now - was) <= 0.03 * was ? "as planned" : now < was ? "fewer than planned" : "more than planned" : "";
        return Cells("request rate", (facts.Plan.IsOpen ? "planned " : "") + Numbers.Rate(was), Numbers.Rate(now), Words.Signed(now - was, Numbers.Rate, "0/s"), " tx", $"{note}");
    }

    /// <summary>Requests a second that the plan asks for: the iterations of each load by the requests of each of them.</summary>
    private double Planned(double from, double to)
    {
        var requests = facts.Plan.Loads.ToDictionary(load => load.Name, load => load.Requests.Count());
        return facts.Run.Series.Seconds
            .Where(s => s.Key >= Math.Floor(from) && s.Key < Math.Ceiling(to) && s.Key < facts.Plan.Duration.TotalSeconds)
            .Select(s => s.Value.PlannedByLoad.Sum(load => load.Value * requests.GetValueOrDefault(load.Key)))
            .DefaultIfEmpty(double.NaN).Average();
    }

    private static Html Cells(string name, string was, string now, string difference, string cls, Html picture) =>
        $"""<th scope="row">{name}</th><td class="n" data-l="Baseline">{was}</td><td class="n" data-l="During">{now}</td><td class="n df" data-l="Difference">{difference}</td><td class="g{cls}">{picture}</td>""";

    private static Html Head(FaultStory story, int rows)
    {
        var share = story.Share is { Connections: > 0 } toxic ? (Html)$"<small>Hit {Numbers.Count(toxic.Hit)} of {Numbers.Count(toxic.Connections)} connections</small>" : Html.None;
        var state = rows > 1 ? (Html)$"<small>{FaultWords.Of(story)}</small>" : Html.None;
        return $"""<th scope="rowgroup" rowspan="{rows}" class="fc"><span>{Words.Fault(story.Fault)}</span><small>{story.Fault.Action.Description}</small>{share}{state}</th>""";
    }

    private StepTotals During(FaultStory story) => facts.Sums.Within(story.Fault.Name);

    private static double P95(StepTotals totals) => totals.ResponseTime.Percentile(95);

    private static double Share(StepTotals totals) => totals.Requests == 0 ? double.NaN : (double)totals.RequestsFailed / totals.Requests;
}
