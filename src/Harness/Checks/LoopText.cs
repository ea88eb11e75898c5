namespace Harness.Checks;

/// <summary>What held the event loops, for people.</summary>
internal static class LoopText
{
    private const int MostSteps = 3;

    /// <summary><c>something held a loop for over 10 ms 5 times: pay 3 times, longest 41 ms</c>.</summary>
    public static string Held(RunFold run)
    {
        var seconds = run.Series.Seconds.Where(s => s.Key >= 0).Select(s => s.Value).ToList();
        var steps = seconds.SelectMany(second => second.HeldBy).GroupBy(hold => (hold.Load, hold.Step))
            .Select(group => (group.Key.Load, group.Key.Step, Times: group.Sum(hold => hold.Times), Longest: group.Max(hold => hold.Longest)))
            .OrderByDescending(step => step.Times).ThenByDescending(step => step.Longest).ToList();
        var named = steps.Take(MostSteps).Select(step => $"{step.Step}{(run.Plan.Loads.Count > 1 ? $" of {step.Load}" : "")} {Times(step.Times)}, longest {Numbers.Ms(step.Longest.TotalMilliseconds)}");
        var more = steps.Count > MostSteps ? $"; and {Numbers.Count(steps.Count - MostSteps)} other steps" : "";
        return $"something held a loop for over 10 ms {Times(seconds.Sum(second => second.LoopHeld))}{(steps.Count > 0 ? $": {string.Join("; ", named)}{more}" : "")}";
    }

    private static string Times(int count) => count == 1 ? "once" : $"{Numbers.Count(count)} times";
}
