using System.Globalization;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>The keys that every fault on processes or containers has: <c>target</c> and <c>pick</c>.</summary>
public static class TargetKeys
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<PlanKey> All { get; } =
    [
        new("target", Shape.Text, "A target of harness.json: a process, a container, or a group of them.", Required: true),
        new("pick", Shape.Any(Shape.Word("all", "one"), Shape.Integer(1), new Shape { Types = ["string"], Pattern = "^[0-9.]+%$" }), "How many of those that it means: all, one, a number, or a share like 50%, rounded down but never to none; which ones is drawn by the seed.", "all"),
    ];

    /// <summary>The target's name, or null after noting what is wrong.</summary>
    /// <param name="arguments">The fault's mapping.</param>
    /// <param name="settings">harness.json.</param>
    /// <param name="needsContainer">True where only containers will do.</param>
    /// <param name="mayBeHost">True where this very machine will do.</param>
    public static string? Target(PlanNode arguments, Settings settings, bool needsContainer = false, bool mayBeHost = false)
    {
        if (arguments.Required("target") is not { } node || node.Text() is not { } name)
            return null;
        bool Fits(Target target) => target.Container is not null || (target.Process is not null && !needsContainer) || (target.IsHost && mayBeHost);
        var known = settings.Targets.Values.Where(target => Fits(target) || (target.Instances.Count > 0 && Instances(target, settings).All(Fits))).Select(target => target.Name);
        if (!settings.Targets.TryGetValue(name, out var target))
        {
            node.Problem(settings.Proxies.ContainsKey(name)
                ? $"'{name}' is a proxy, and {arguments.Name} acts on {What(needsContainer, mayBeHost)}{Nearest.Offer("", known)}"
                : $"no target is called '{name}' in harness.json{Nearest.Offer(name, known)}");
            return null;
        }
        if (Instances(target, settings).FirstOrDefault(instance => !Fits(instance)) is { } wrong)
        {
            node.Problem($"'{wrong.Name}' {Is(wrong)}, and {arguments.Name} acts on {What(needsContainer, mayBeHost)}{Nearest.Offer("", known)}");
            return null;
        }
        return name;
    }

    private static string Is(Target target) => target switch
    {
        { IsHost: true } => "is this machine",
        { Process: not null } => "is a process",
        _ => "has no process and no container in harness.json",
    };

    private static string What(bool needsContainer, bool mayBeHost) => (needsContainer ? "a container" : "a process or a container") + (mayBeHost ? " or this machine (\"host\": true)" : "");

    /// <summary>Notes where nobody could tell when a target is back that must be seen to come back.</summary>
    public static void NeedsHealth(PlanNode arguments, string name, Settings settings)
    {
        if (Instances(settings.Targets[name], settings).FirstOrDefault(instance => instance is { Health: null, IsStarted: true }) is { } blind)
            arguments["target"]!.Problem($"'{blind.Name}' has no health in harness.json, so nobody could tell when it is back; add \"health\": \"/healthz\" or the like");
    }

    /// <summary>How many; all where nothing is said; null after noting what is wrong.</summary>
    public static Pick? Pick(PlanNode arguments)
    {
        if (arguments["pick"] is not { } node) return Faults.Pick.All;
        switch (node.Scalar)
        {
            case "all": return Faults.Pick.All;
            case "one": return Faults.Pick.One;
            case { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0: return new(number, null);
            case { } text when Percent(text) is { } share: return new(null, share);
            default:
                node.Wrong("it is all, one, a number, or a share like 50%");
                return null;
        }
    }

    /// <summary>The share that <c>50%</c> is, above 0 and up to 1; null for what is none.</summary>
    internal static double? Percent(string text) =>
        text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100 ? percent / 100 : null;

    /// <summary>The members of a group, or the target itself.</summary>
    public static IEnumerable<Target> Instances(Target target, Settings settings) => settings.Members(target);
}
