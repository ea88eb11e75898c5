namespace Harness.Plans;

/// <summary>Reads <c>hypothesis:</c>.</summary>
/// <param name="scope">Knows the load's target and what may be selected.</param>
internal sealed class HypothesisReader(ScenarioScope scope)
{
    /// <summary>The hypothesis, or null where a rule that builds on it could only repeat what was noted.</summary>
    public Hypothesis? Read(PlanNode node)
    {
        if (!node.Takes(ScenarioShapes.Hypothesis))
            return null;
        var reader = new ProbeReader(scope);
        var probes = new List<Probe>();
        foreach (var item in node.Required("steadyState", "[ { name: errors, metric: http_req_failed, expect: rate<0.01, window: 5s } ]")?.List(1) ?? [])
        {
            if (reader.Read(item, "probe", ScenarioShapes.HttpProbe, ScenarioShapes.MetricProbe) is { } probe)
                probes.Add(probe);
        }

        var hypothesis = new Hypothesis { Title = node["title"]?.Text(), SteadyState = probes };
        if (node["recoverWithin"] is not { } recover)
            return hypothesis;
        return recover.PositiveDuration() is { } within ? hypothesis with { RecoverWithin = within } : null;
    }
}
