using Harness.Plans;

namespace Harness.Faults.Outside;

/// <summary>The keys that <c>command</c> and <c>call</c> share.</summary>
internal static class OutsideTarget
{
    /// <summary>No tool may take longer: a healing has half a minute.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public static PlanKey Key { get; } = new("target", Shape.Text, "The target or proxy of harness.json that it breaks; where left out, --allow-faults is needed.");

    public static PlanKey TimeoutKey { get; } = new("timeout", Shape.Duration, "The longest that each of them may take, at most 15s.", "10s");

    /// <summary>The name, empty where none is said; null after noting what is wrong.</summary>
    public static string? Read(PlanNode arguments, Settings settings)
    {
        if (arguments["target"] is not { } node)
            return "";
        if (node.Text() is not { } name || settings.Targets.ContainsKey(name) || settings.Proxies.ContainsKey(name))
            return node.Scalar;
        node.Problem($"no target or proxy is called '{name}' in harness.json{Nearest.Offer(name, settings.Targets.Keys.Concat(settings.Proxies.Keys))}");
        return null;
    }

    public static TimeSpan? Timeout(PlanNode arguments) => arguments["timeout"] is { } node ? node.Duration(TimeSpan.FromMilliseconds(1), Longest) : TimeSpan.FromSeconds(10);

    public static string At(string target) => target.Length == 0 ? "" : $" against {target}";
}
