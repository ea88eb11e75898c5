namespace Harness.Plans;

/// <summary>Reads one load.</summary>
/// <param name="scope">What other parts need to know of it.</param>
internal sealed class LoadReader(ScenarioScope scope)
{
    private const int MostVUs = 1_000_000;
    private const int MostIterations = 1_000_000_000;
    private static readonly string[] Open = ["warmup", "timeUnit", "preAllocatedVUs", "maxVUs", "arrival", "onVuLimit", "maxBacklog"];
    private static readonly Dictionary<string, string[]> Own = new()
    {
        ["constant-vus"] = ["vus", "duration", "warmup"],
        ["ramping-vus"] = ["startVUs", "stages", "gracefulRampDown", "warmup"],
        ["constant-arrival-rate"] = ["rate", "duration", .. Open],
        ["ramping-arrival-rate"] = ["startRate", "stages", .. Open],
        ["shared-iterations"] = ["vus", "iterations", "maxDuration"],
        ["per-vu-iterations"] = ["vus", "iterations", "maxDuration"],
    };

    /// <summary>The load; null where its executor is not known, so that nothing else can be said of it.</summary>
    public LoadPlan? Read(PlanNode node, string name)
    {
        if (!node.Takes(ScenarioShapes.Load))
            return null;
        var shortcut = node["executor"] is null ? Shortcut(node) : null;
        var word = shortcut ?? node.Required("executor", "ramping-arrival-rate")?.Word([.. Own.Keys]);
        if (word is not null)
            CheckBelongs(node, word, shortcut is not null);
        // A misspelt executor must not hide what else is wrong: the numbers are read for the one that was meant.
        word ??= node["executor"] is not { } wrong ? "ramping-arrival-rate" : wrong.Scalar is { } written ? Nearest.To(written, [.. Own.Keys]) : null;
        if (word is null)
            return null;
        var load = new LoadPlan
        {
            Name = name,
            Target = Target(node["target"]),
            Executor = Executors.All.First(one => one.Name == word).Executor,
            Stages = [],
            Steps = [],
            StartTime = node["startTime"]?.Duration() ?? TimeSpan.Zero,
            WarmUp = node["warmup"]?.Duration() ?? TimeSpan.Zero,
            GracefulStop = node["gracefulStop"]?.Duration() ?? LoadPlan.DefaultGrace,
            GracefulRampDown = node["gracefulRampDown"]?.Duration() ?? LoadPlan.DefaultGrace,
            Connections = ConnectionsReader.Read(node["connections"]) with { Tls = scope.Settings?.Tls ?? new() },
            OffLoop = node["offloop"]?.Bool() ?? false,
        };
        load = load.IsOpen ? OpenLoad(node, load) : load.Executor is Executor.ConstantVUs or Executor.RampingVUs ? ClosedLoad(node, load) : Counted(node, load);
        if (load.WarmUp > TimeSpan.Zero && load.StartTime > TimeSpan.Zero)
            node["warmup"]!.Problem($"{node.Name} begins after t = 0, where the warm-up is over; leave out warmup or startTime");
        return load;
    }

    /// <summary>What k6 makes of <c>vus</c>, <c>duration</c>, <c>iterations</c> and <c>stages</c> without an executor.</summary>
    private static string? Shortcut(PlanNode node) =>
        node["iterations"] is not null ? "shared-iterations"
        : node["stages"] is { } stages && !stages.Items.Any(stage => IsRate(stage["target"])) ? "ramping-vus"
        : node["vus"] is not null || IsDurationAlone(node) ? "constant-vus" : null;

    /// <summary>One virtual user for that long. Rates and stages of rates beside it are of an open load whose executor was left out.</summary>
    private static bool IsDurationAlone(PlanNode node) => node["duration"] is not null && node["rate"] is null && node["stages"] is null;

    private static bool IsRate(PlanNode? target) => target?.Scalar?.Contains('/', StringComparison.Ordinal) == true;

    /// <summary>Keys of other executors are refused; a shortcut takes k6's short keys as well.</summary>
    private static void CheckBelongs(PlanNode node, string executor, bool isShortcut)
    {
        string[] own = isShortcut ? [.. Own[executor].Union(Short(node, executor))] : Own[executor];
        foreach (var (key, _) in node.Entries.Where(entry => !own.Contains(entry.Key.Scalar) && Own.Values.Any(keys => keys.Contains(entry.Key.Scalar))))
            key.Problem($"'{key.Scalar}' has no meaning with {executor}, which takes {string.Join(", ", own)}");
    }

    /// <summary>What a shortcut takes beside its executor's keys; of two keys that mean the same it takes one.</summary>
    private static string[] Short(PlanNode node, string executor) => executor switch
    {
        "ramping-vus" when node["startVUs"] is null => ["vus"],
        "shared-iterations" when node["maxDuration"] is null => ["duration"],
        _ => [],
    };

    private string? Target(PlanNode? node)
    {
        if (node?.Text() is not { } name || scope.Settings is not { } settings)
            return node?.Scalar;
        if (settings.Targets.TryGetValue(name, out var target))
        {
            var urls = target.Instances.Count == 0 ? [target.Url] : target.Instances.Select(member => settings.Targets.GetValueOrDefault(member)?.Url).ToList();
            scope.TargetUrl ??= urls.FirstOrDefault();
            // One whose url could not be read has its problem already.
            if (urls.Contains(null) && target.Instances.Select(settings.Targets.GetValueOrDefault).Append(target).Any(one => one is { Url: null, IsFound: true }))
                node.Problem($"'{name}' has no url in {PlanFile.SettingsName}, so no load can go to it; add \"url\": \"http://127.0.0.1:5080\" or the like");
        }
        else if (settings.Proxies.ContainsKey(name))
            node.Wrong("that is a proxy; name a target, one whose url is the proxy's listen address for instance");
        else
            node.Problem($"{node.Name}: no target is called '{name}' in {PlanFile.SettingsName}{Nearest.Offer(name, settings.Targets.Keys)}");
        return name;
    }

    private LoadPlan OpenLoad(PlanNode node, LoadPlan load)
    {
        var rates = new RateReader(scope, node["timeUnit"]);
        var stages = new StagesReader(scope);
        var preAllocated = node["preAllocatedVUs"]?.Integer(1, MostVUs);
        var isConstant = load.Executor == Executor.ConstantArrivalRate;
        var start = isConstant ? rates.Read(node.Required("rate", "20/s")) : rates.Read(node["startRate"]);
        if (load.WarmUp > TimeSpan.Zero && start == 0 && node["startRate"]?.Scalar is null or "0/s" or "0" && !isConstant)
            node["warmup"]!.Warn("a warm-up at a startRate of 0 sends nothing; say startRate");
        return load with
        {
            Start = start,
            Stages = isConstant ? stages.Constant(node, start) : stages.Read(node.Required("stages", "[ { duration: 30s, target: 10/s } ]"), target => rates.Read(target), "10/s"),
            // As in k6 the one is the default of the other; nothing has to be allocated before here.
            MaxVUs = node["maxVUs"]?.Integer(Math.Max(1, preAllocated ?? 1), MostVUs) ?? preAllocated ?? LoadPlan.DefaultMaxVUs,
            Arrival = node["arrival"]?.Word("uniform", "poisson") == "poisson" ? Arrival.Poisson : Arrival.Uniform,
            OnVULimit = node["onVuLimit"]?.Word("wait", "drop") == "drop" ? OnVULimit.Drop : OnVULimit.Wait,
            MaxBacklog = node["maxBacklog"]?.Integer(0, MostIterations),
        };
    }

    private LoadPlan ClosedLoad(PlanNode node, LoadPlan load)
    {
        var stages = new StagesReader(scope);
        var start = VUs(node["startVUs"] ?? node["vus"], load.Executor == Executor.ConstantVUs ? 1 : 0);
        return load with
        {
            Start = start,
            Stages = load.Executor == Executor.ConstantVUs
                ? stages.Constant(node, start)
                : stages.Read(node.Required("stages", "[ { duration: 30s, target: 10 } ]"), target => VUs(target, 0), "10"),
        };
    }

    private LoadPlan Counted(PlanNode node, LoadPlan load)
    {
        var vus = VUs(node["vus"], 1);
        var iterations = node["iterations"]?.Integer(1, MostIterations) ?? (load.Executor == Executor.SharedIterations ? vus : 1);
        if (load.Executor == Executor.SharedIterations && iterations < vus)
            node["iterations"]!.Problem($"{node.Name}.iterations is {iterations}, fewer than the {vus} virtual users that share them; lower vus");
        var longest = (node["maxDuration"] ?? node["duration"])?.PositiveDuration() ?? LoadPlan.DefaultMaxDuration;
        return load with { Start = vus, Iterations = iterations, Stages = new StagesReader(scope).One(longest, vus) };
    }

    private static int VUs(PlanNode? node, int atLeast) => node is null ? 1 : node.Integer(atLeast, MostVUs) ?? atLeast;
}
