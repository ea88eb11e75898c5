using Harness.Checks;
using Harness.Load;
using Harness.Plans;
using Harness.Running;

namespace Harness.Cli;

/// <summary>What a run would do, line by line, with the exact targets and the undo of each fault: <c>run --dry-run</c>.</summary>
internal static class Timeline
{
    public static void Write(Plan plan, bool withFaults, IReadOnlyList<Rehearsal> rehearsals, TextWriter output)
    {
        var start = new TargetStart(plan);
        output.WriteLine($"{Ink.Strong(plan.Name)}  dry run: nothing is started, sent or broken");
        foreach (var target in start.Targets) output.WriteLine($"  start        {target.Name,-16} {How(target)}");
        foreach (var proxy in start.Proxies) output.WriteLine($"  proxy        {proxy.Name,-16} {proxy.Listen} to {proxy.Upstream}");
        foreach (var condition in plan.StopConditions)
            output.WriteLine($"  stop         {condition.Probe.Name,-16} unless {StopText.Tolerance(condition)}, or after {Numbers.Length(condition.NoData)} without data: faults are healed, and the run ends (108)");
        foreach (var (_, at, what) in Events(plan, start, withFaults, rehearsals).OrderBy(e => e.At).ThenBy(e => e.Order)) output.WriteLine($"  {Numbers.Clock(at),6}  {what}");
        output.WriteLine($"  {Promise(plan)}");
    }

    private static string How(Target target) => target switch
    {
        { Process: { IsStarted: true } process } => $"{target.Url}  {process.Project ?? process.Command} {string.Join(' ', process.Args)}".TrimEnd(),
        { Container: { IsStarted: true } container } => $"{target.Url}  container of {container.Image ?? container.Project} {string.Join(' ', container.Args)}".TrimEnd(),
        { Instances.Count: > 0 } => $"group of {string.Join(", ", target.Instances)}",
        { IsHost: true } => "this machine",
        _ => $"{target.Url?.ToString() ?? "no address"}, runs already",
    };

    private static IEnumerable<(int Order, TimeSpan At, string What)> Events(Plan plan, TargetStart start, bool withFaults, IReadOnlyList<Rehearsal> rehearsals)
    {
        foreach (var line in plan.Loads.SelectMany(load => Events(load, plan.Loads.Count == 1 ? "load " : $"load {load.Name} "))) yield return line;
        foreach (var fault in plan.Faults)
        {
            var what = $"fault  {fault.Letter} {fault.Name}";
            if (!withFaults)
            {
                yield return (3, fault.At, $"{what}: left out (--no-faults)");
                continue;
            }
            if (plan.Hypothesis is not null) yield return (2, fault.At, $"gate   the steady state must hold over {Numbers.Seconds(plan.Hypothesis.Window)}, else {(fault == plan.Faults[0] ? "the run ends (111)" : $"{fault.Name} is skipped (112)")}");
            yield return (3, fault.At, $"{what}: {Ink.Fault(fault.Action.Description)}, at {Where(fault, start, rehearsals.FirstOrDefault(one => one.Fault == fault.Name))}");
            yield return (4, plan.HealAt(fault), $"{what}: undo: {fault.Action.UndoDescription}, and verify");
        }
    }

    private static IEnumerable<(int Order, TimeSpan At, string What)> Events(LoadPlan load, string name)
    {
        string Level(double level) => load.IsOpen ? Numbers.Rate(level) : $"{level:0} VUs";
        if (load.WarmUp > TimeSpan.Zero) yield return (0, -load.WarmUp, $"{name}  warm-up at {Level(load.Start)}, judged nowhere");
        if (load.Iterations is { } iterations)
        {
            yield return (1, load.StartTime, $"{name}  {Level(load.Start)} do {Numbers.Count(iterations)} iterations{(load.Executor == Executor.PerVUIterations ? " each" : " together")}, in at most {Numbers.Length(load.Duration)}");
            yield break;
        }
        var (at, from) = (load.StartTime, load.Start);
        foreach (var stage in load.Stages)
        {
            yield return (1, at, $"{name}  stage {stage.Name}: " + (stage.Target == from ? $"hold {Level(from)}" : $"{Level(from)} to {Level(stage.Target)}") + $" for {Numbers.Length(stage.Duration)}");
            at += stage.Duration;
            from = stage.Target;
        }
        yield return (5, at, $"{name}  ends; iterations under way have " + Numbers.Length(load.GracefulStop));
    }

    private static string Where(PlannedFault fault, TargetStart start, Rehearsal? rehearsal) =>
        rehearsal?.Refusal is { } refusal ? Ink.Bad($"nothing: {refusal}")
        : rehearsal is { Victims.Count: > 0 } ? string.Join(", ", rehearsal.Victims.Select(victim => $"{victim.Driver} {victim.Name} ({(victim.Id.Length > 12 ? victim.Id[..12] : victim.Id)})"))
        : start.Proxies.Where(proxy => fault.Action.Targets.Contains(proxy.Name)).Select(link => $"{link.Listen} to {link.Upstream}").ToList() is { Count: > 0 } links ? string.Join(", ", links)
        : start.Targets.Find(target => target.Name == fault.Action.Target)?.Url?.ToString() ?? (fault.Action.Target.Length > 0 ? fault.Action.Target : "what it says itself");

    private static string Promise(Plan plan)
    {
        if (!plan.IsOpen) return $"at most {plan.Loads.Where(load => !load.IsOpen).Sum(load => load.Highest):0} virtual users at once, in at most {Numbers.Length(plan.Duration)}";
        var counts = plan.Loads.Select(load => (Iterations: new Pace(load.Start, load.Stages).Count, Requests: load.Requests.Count())).ToList();
        return $"{Numbers.Count(counts.Sum(one => one.Iterations))} iterations, {Numbers.Count(counts.Sum(one => one.Iterations * one.Requests))} requests in {Numbers.Length(plan.Duration)}";
    }
}
