namespace Harness.Plans;

/// <summary>Reads <c>stopConditions:</c>.</summary>
/// <param name="scope">Knows the load's target, what may be selected, and when the load ends.</param>
internal sealed class StopConditionsReader(ScenarioScope scope)
{
    public IReadOnlyList<StopCondition> Read(PlanNode list)
    {
        var reader = new ProbeReader(scope);
        var all = new List<StopCondition>();
        foreach (var item in list.List(1) ?? [])
        {
            var probe = reader.Read(item, "stop condition", ScenarioShapes.HttpCondition, ScenarioShapes.MetricCondition);
            var noData = item.IsMapping ? item["noData"]?.Window() : null;
            // A window that is never full is never looked at: a guard that only seems to be one.
            if (probe is MetricProbe metric && metric.Window > scope.Duration)
                item["window"]!.Wrong($"load ends at {Units.Format(scope.Duration.Value)}, before such a window is full");
            if (probe is not null)
                all.Add(noData is null ? new StopCondition(probe) : new StopCondition(probe) { NoData = noData.Value });
        }

        return all;
    }
}
