using System.Globalization;

namespace Harness.Plans;

/// <summary>Reads <c>load:</c>.</summary>
/// <param name="scope">What other parts need to know of it.</param>
internal sealed class LoadReader(ScenarioScope scope)
{
    private const int MostVUs = 1_000_000;
    private const string Open = "ramping-arrival-rate";
    private const string Closed = "ramping-vus";
    private static readonly string[] Both = ["target", "executor", "warmup", "stages", "gracefulStop"];
    private static readonly string[] OpenOnly = ["startRate", "maxVUs"];
    private static readonly string[] ClosedOnly = ["startVUs", "gracefulRampDown"];

    public LoadPlan Read(PlanNode? node)
    {
        var executor = node?.Required("executor", Open)?.Word(Open, Closed);
        if (node is null || !node.Takes([.. Both, .. OpenOnly, .. ClosedOnly]))
        {
            scope.HasTarget = true;
            scope.Stages.IsComplete = false;
            return new LoadPlan { Executor = Executor.RampingArrivalRate, Stages = [] };
        }

        CheckBelongs(node, executor);
        // A misspelt executor must not hide what else is wrong: the numbers are read for the one that was meant.
        executor ??= node["executor"]?.Scalar is { } written ? Nearest.To(written, [Open, Closed]) : null;
        var load = new LoadPlan
        {
            Target = Target(node["target"]),
            Executor = executor == Closed ? Executor.RampingVUs : Executor.RampingArrivalRate,
            Start = Start(node, executor),
            WarmUp = node["warmup"]?.Duration() ?? TimeSpan.Zero,
            Stages = Stages(node.Required("stages", "[ { duration: 30s, target: 10/s } ]"), executor),
        };
        load = load with
        {
            MaxVUs = node["maxVUs"]?.Integer(1, MostVUs) ?? load.MaxVUs,
            GracefulStop = node["gracefulStop"]?.Duration() ?? load.GracefulStop,
            GracefulRampDown = node["gracefulRampDown"]?.Duration() ?? load.GracefulRampDown,
        };
        if (load.WarmUp > TimeSpan.Zero && load.Start == 0 && executor == Open && node["startRate"]?.Scalar is null or "0/s")
            node["warmup"]!.Warn("a warm-up at a startRate of 0 sends nothing; say startRate");
        return load;
    }

    private static void CheckBelongs(PlanNode node, string? executor)
    {
        if (executor is null)
            return;
        var (others, own) = executor == Open ? (ClosedOnly, OpenOnly) : (OpenOnly, ClosedOnly);
        foreach (var (key, _) in node.Entries.Where(entry => others.Contains(entry.Key.Scalar)))
            key.Problem($"'{key.Scalar}' has no meaning with {executor}, which takes {string.Join(", ", own)}");
    }

    private string? Target(PlanNode? node)
    {
        scope.HasTarget = node is not null;
        if (node?.Text() is not { } name || scope.Settings is not { } settings)
            return node?.Scalar;
        if (settings.Targets.TryGetValue(name, out var target))
            scope.TargetUrl = target.Url ?? target.Instances.Select(member => settings.Targets.GetValueOrDefault(member)?.Url).FirstOrDefault();
        else if (settings.Proxies.ContainsKey(name))
            node.Wrong("that is a proxy; name a target, one whose url is the proxy's listen address for instance");
        else
            node.Problem($"{node.Name}: no target is called '{name}' in {PlanFile.SettingsName}{Nearest.Offer(name, settings.Targets.Keys)}");
        return name;
    }

    private double Start(PlanNode node, string? executor) => executor switch
    {
        Closed => node["startVUs"]?.Integer(0, MostVUs) ?? 1,
        Open => Rate(node["startRate"]),
        _ => 0,
    };

    private List<Stage> Stages(PlanNode? list, string? executor)
    {
        var stages = new List<Stage>();
        var items = list?.List(1);
        TimeSpan? sum = items is null ? null : TimeSpan.Zero;
        scope.Stages.IsComplete = items is not null;
        foreach (var item in items ?? [])
        {
            item.Takes("duration", "target", "name");
            var duration = item.Required("duration", "30s")?.Duration();
            sum += duration;
            stages.Add(new Stage(StageName(item, stages.Count + 1), duration ?? TimeSpan.Zero, Level(item, executor)));
        }

        scope.Duration = sum == TimeSpan.Zero ? null : sum;
        if (sum == TimeSpan.Zero)
            list!.Problem($"{list.Name} last 0s together; at least one needs a duration above that");
        return stages;
    }

    private string StageName(PlanNode item, int number)
    {
        var place = item["name"] ?? item;
        var name = item["name"] is { } node ? node.Text() : number.ToString(CultureInfo.InvariantCulture);
        if (name is null)
            scope.Stages.IsComplete = false;
        else if (name == Journal.StepFrame.WarmUp)
            place.Problem($"a stage cannot be called '{name}': that is what comes before t = 0 and counts nowhere; take another name");
        else if (!NameRules.IsTagValue(name))
            place.Wrong("a selector must be able to hold it: no , { } [ ] or quotes, and at most 80 characters");
        else
            scope.Stages.AddUnique(name, place);
        return name ?? "";
    }

    private double Level(PlanNode item, string? executor)
    {
        var target = item.Required("target", executor == Closed ? "10" : "10/s");
        return executor switch
        {
            Closed => target?.Integer(0, MostVUs) ?? 0,
            Open => Rate(target),
            _ => 0,
        };
    }

    private double Rate(PlanNode? node)
    {
        if (node?.Rate() is not { } rate)
            return 0;
        if (scope.Settings is { } settings && rate > settings.Safety.MaxRate)
            node.Refuse($"{node.Name} is {node.Scalar}, above safety.maxRate in {PlanFile.SettingsName} ({Units.FormatRate(settings.Safety.MaxRate)}); lower it, or raise the limit if the targets are yours");
        return rate;
    }
}
