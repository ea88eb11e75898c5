namespace Harness.Plans;

/// <summary>The steady state, and how soon after a fault it must be back. Words are Chaos Toolkit's.</summary>
public sealed record Hypothesis
{
    /// <summary>One sentence for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>What must hold; never empty.</summary>
    public required IReadOnlyList<Probe> SteadyState { get; init; }

    /// <summary>The longest time from healed until all probes hold again for a whole window. Default 30 s.</summary>
    public TimeSpan RecoverWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest window of the metric probes, at least one second: what "for a whole window" means for all of them together.</summary>
    public TimeSpan Window => MetricProbe.LongestWindow(SteadyState);
}

/// <summary>Something that is looked at again and again while load is on.</summary>
/// <param name="Name">Unique in the scenario.</param>
public abstract record Probe(string Name);

/// <summary>A GET that is sent once a second, apart from the load and counted in none of its numbers.</summary>
/// <param name="Name">Unique in the scenario.</param>
/// <param name="Path">A path that goes to the load's target, or an absolute URL, as written.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Statuses">The tolerance: one of these status codes.</param>
public sealed record HttpProbe(string Name, string Path, Uri Url, IReadOnlyList<int> Statuses) : Probe(Name)
{
    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>An answer that takes longer is none.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
}

/// <summary>A measure of the load itself over the last seconds.</summary>
/// <param name="Name">Unique in the scenario.</param>
/// <param name="Selector">Which numbers.</param>
/// <param name="Expect">The tolerance.</param>
/// <param name="Window">Whole seconds; the last so many closed one-second frames.</param>
public sealed record MetricProbe(string Name, MetricSelector Selector, Expectation Expect, TimeSpan Window) : Probe(Name)
{
    /// <summary>Fewer samples in a window than this, or than half of what the plan sends in it where that is less, are no data.</summary>
    public const int MinSamples = 20;

    /// <summary>The longest window among probes, at least one second.</summary>
    public static TimeSpan LongestWindow(IEnumerable<Probe> probes) => probes.OfType<MetricProbe>().Select(p => p.Window).Append(TimeSpan.FromSeconds(1)).Max();
}
