using System.Globalization;

namespace Harness.Plans;

/// <summary>Reads the stages of a load, and makes the one stage of a load that has none.</summary>
/// <param name="scope">Collects the stages' names.</param>
internal sealed class StagesReader(ScenarioScope scope)
{
    private const string First = "1";

    /// <summary>Reads <c>stages:</c>.</summary>
    /// <param name="list">The list, or null where it is missing (which was noted).</param>
    /// <param name="level">Reads a target.</param>
    /// <param name="example">Of a target.</param>
    public List<Stage> Read(PlanNode? list, Func<PlanNode?, double> level, string example)
    {
        var stages = new List<Stage>();
        var items = list?.List(1);
        var isKnown = true;
        scope.Stages.IsComplete &= items is not null;
        foreach (var item in items ?? [])
        {
            item.Takes(ScenarioShapes.Stage);
            var duration = item.Required("duration", "30s")?.Duration();
            isKnown &= duration is not null;
            stages.Add(new Stage(Name(item, stages), duration ?? TimeSpan.Zero, level(item.Required("target", example))));
        }

        if (items is not null && isKnown && stages.TrueForAll(stage => stage.Duration == TimeSpan.Zero))
            list!.Problem($"{list.Name} last 0s together; at least one needs a duration above that");
        return stages;
    }

    /// <summary>One level for <c>duration:</c>.</summary>
    public List<Stage> Constant(PlanNode node, double level) => One(node.Required("duration", "30s")?.PositiveDuration() ?? TimeSpan.Zero, level);

    /// <summary>One stage, called 1.</summary>
    public List<Stage> One(TimeSpan duration, double level)
    {
        scope.Stages.Add(First);
        return [new Stage(First, duration, level)];
    }

    private string Name(PlanNode item, List<Stage> before)
    {
        var place = item["name"] ?? item;
        var name = item["name"] is { } node ? node.Text() : (before.Count + 1).ToString(CultureInfo.InvariantCulture);
        if (name is null)
            scope.Stages.IsComplete = false;
        else if (name == Journal.StepFrame.WarmUp)
            place.Problem($"a stage cannot be called '{name}': that is what comes before t = 0 and counts nowhere; take another name");
        else if (!NameRules.IsTagValue(name))
            place.Wrong("a selector must be able to hold it: no , { } [ ] or quotes, and at most 80 characters");
        else if (before.Exists(stage => stage.Name == name))
            place.Problem($"a second stage is called '{name}'; give it a name of its own");
        else
            scope.Stages.Add(name);
        return name ?? "";
    }
}
