namespace Harness.Plans;

/// <summary>A value that holds, and where it comes from.</summary>
/// <param name="Key">The keys that lead to it: <c>load.stages[0].target</c>.</param>
/// <param name="Value">As written.</param>
/// <param name="From">File and line, the option, the environment, or <c>default</c>.</param>
public sealed record PlanValue(string Key, string Value, string From);

/// <summary>Everything that holds in a plan, with where it comes from: what <c>--explain</c> shows.</summary>
internal static class PlanValues
{
    private const string Default = "default";

    public static IReadOnlyList<PlanValue> Of(PlanLayers layers, PlanCatalog catalog) =>
    [
        .. layers.Settings is { } settings ? Of("", settings, SettingsShapes.Settings(catalog)) : [],
        .. layers.Scenario is { } scenario ? Of("", scenario.Only(key => key is not ("reports" or "safety" or IncludeReader.Key) && !key.StartsWith("x-", StringComparison.Ordinal)), ScenarioShapes.Scenario(catalog)) : [],
    ];

    private static IEnumerable<PlanValue> Of(string key, PlanNode node, Shape? shape)
    {
        if (node.IsList) return node.Items.SelectMany((item, index) => Of($"{key}[{index}]", item, shape?.Either?.FirstOrDefault(one => one.Inside is not null)?.Inside ?? shape?.Inside));
        if (!node.IsMapping) return [new(key, node.Scalar ?? "", Place(node))];
        var fitting = Fitting(node, shape);
        var own = node.Entries.SelectMany(entry => Of(Join(key, entry.Key.Scalar ?? ""), entry.Value, fitting?[entry.Key.Scalar ?? ""]?.Shape ?? fitting?.Inside));
        return own.Concat((fitting?.Keys ?? []).Where(one => one.Default is not null && node[one.Name] is null).Select(one => new PlanValue(Join(key, one.Name), one.Default!, Default)));
    }

    /// <summary>Of several shapes the one that has all keys of the mapping.</summary>
    private static Shape? Fitting(PlanNode node, Shape? shape) => shape?.Either is not { } either ? shape
        : either.Select(one => Fitting(node, one)).FirstOrDefault(one => one?.Keys is not null && node.Entries.All(entry => one[entry.Key.Scalar ?? ""] is not null));

    private static string Join(string key, string next) => key.Length == 0 ? Quoted(next) : $"{key}.{Quoted(next)}";

    private static string Quoted(string key) => key.AsSpan().IndexOfAny(".[]=\"") >= 0 ? $"\"{key}\"" : key;

    /// <summary>An override's own text is its place; a file has lines.</summary>
    private static string Place(PlanNode node) => node.Path.Contains('=', StringComparison.Ordinal) ? node.Path.Split(' ')[0] : $"{node.Path}:{node.Line}";
}
