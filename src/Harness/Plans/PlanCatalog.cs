namespace Harness.Plans;

/// <summary>The kinds a plan may name: handed to the reader, because they are implemented in folders that come after it.</summary>
/// <param name="Faults">Kinds of fault by their word in the scenario.</param>
/// <param name="Metrics">Metrics that thresholds and probes may name.</param>
/// <param name="Formats">Report formats.</param>
public sealed record PlanCatalog(IReadOnlyList<IFaultReader> Faults, IReadOnlyList<MetricName> Metrics, IReadOnlyList<string> Formats);

/// <summary>A metric that a plan may name.</summary>
/// <param name="Name">k6's name, or ours.</param>
/// <param name="Kind">What it is made of, which says what may be asked of it.</param>
/// <param name="Tags">The selectors that have a meaning for it.</param>
public sealed record MetricName(string Name, MetricKind Kind, IReadOnlyList<string> Tags);

/// <summary>What a metric is made of; k6's words.</summary>
public enum MetricKind
{
    /// <summary>Times, in milliseconds: p(N), avg, min, max, med, count.</summary>
    Trend,

    /// <summary>A share of yes among yes and no: rate.</summary>
    Rate,

    /// <summary>Events: count, rate (a second).</summary>
    Counter,

    /// <summary>A level: value (the last), min, max.</summary>
    Gauge,
}

/// <summary>Reads the arguments of one kind of fault: <c>latency: { target: …, latency: 200ms }</c>.</summary>
public interface IFaultReader
{
    /// <summary>The word in the scenario, kebab-case.</summary>
    string Kind { get; }

    /// <summary>What it does, in a sentence, for editors.</summary>
    string Meaning { get; }

    /// <summary>Its arguments.</summary>
    Shape Shape { get; }

    /// <summary>Reads the arguments; problems are noted on the node, and null is returned where no action could be made.</summary>
    /// <param name="arguments">The mapping behind the word.</param>
    /// <param name="name">The name of the fault.</param>
    /// <param name="settings">To resolve the target.</param>
    FaultAction? Read(PlanNode arguments, string name, Settings settings);
}
