using Harness.Plans;

namespace Harness.Load;

/// <summary>
/// The closed model for a number of iterations: all virtual users come at once, each takes the next iteration when it ended the last, from
/// what all share or from its own, until none is left or the time is over. What was not started then counts as dropped, as in k6.
/// </summary>
internal sealed class CountedSchedule(LoadShard shard, LoadPlan load, ReadyUsers users, IterationsLeft left) : Schedule
{
    private readonly int own = load.Executor == Executor.PerVUIterations ? load.Iterations!.Value : int.MaxValue;
    private bool isOver;
    private int present;

    /// <summary>Does all iterations, or those that fit into the load's time.</summary>
    public override async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        if (!await shard.WaitUntil(load.StartTime, noNewWork).ConfigureAwait(false)) return;
        present = shard.ShareOf((int)load.Start);
        using var early = CancellationTokenSource.CreateLinkedTokenSource(noNewWork);
        for (var i = 0; i < shard.ShareOf((int)load.Start) && !noNewWork.IsCancellationRequested; i++)
        {
            _ = Live(i, early, stopNow);
            if ((i + 1) % MostInARow == 0) await shard.Loop.Yield().ConfigureAwait(false);
        }
        if (present > 0) await shard.WaitUntil(load.End, early.Token).ConfigureAwait(false);
        isOver = true;
        if (shard.Clock.Elapsed >= load.End) shard.Recorder.Dropped(shard.Clock.Elapsed, left.TakeAll());
    }

    private async Task Live(int number, CancellationTokenSource early, CancellationToken stopNow)
    {
        var done = 0;
        await users.Live(number, due => !isOver && done < own && left.TryTake() ? new Iteration(due, load.Stages[0].Name, done++) : null, stopNow); // with the loop's context: it goes on there
        if (--present == 0 && !isOver) early.Cancel();
    }
}
