namespace Harness.Plans;

/// <summary>Reads <c>check:</c> of a step.</summary>
internal static class StepChecks
{
    public static IReadOnlyList<StepCheck> Read(PlanNode node, KnownNames names)
    {
        var checks = new List<StepCheck>();
        if (!node.Takes(ScenarioShapes.Check))
            return checks;
        if (node.Entries.Count == 0)
            node.Problem($"{node.Name} is empty; it says status, duration or both");
        if (node["status"] is { } status && Statuses(status) is { } allowed)
            checks.Add(new StatusCheck("status: " + Written(status), allowed));
        if (node["duration"] is { } duration && Duration(duration) is { } check)
            checks.Add(check);
        foreach (var read in checks)
            names.Add(read.Name);
        names.IsComplete &= checks.Count == node.Entries.Count;
        return checks;
    }

    /// <summary>One status code, or a list of those that are right.</summary>
    public static IReadOnlyList<int>? Statuses(PlanNode node)
    {
        var codes = node.OneOrMore()?.Select(item => item.Integer(100, 599)).ToList();
        return codes is null || codes.Contains(null) ? null : [.. codes.OfType<int>().Distinct()];
    }

    private static string Written(PlanNode node) => node.IsList ? $"[{string.Join(", ", node.Items.Select(item => item.Scalar))}]" : node.Scalar!;

    private static DurationCheck? Duration(PlanNode node)
    {
        var text = node.Scalar ?? "";
        var comparison = text.StartsWith("<=", StringComparison.Ordinal) ? Comparison.LessOrEqual : Comparison.Less;
        if (text.StartsWith('<') && Units.TryDuration(text[comparison.Sign().Length..], out var limit) && limit > TimeSpan.Zero)
            return new DurationCheck("duration: " + text, comparison, limit);
        node.Wrong("it is < or <= and a time, such as < 800ms");
        return null;
    }
}
