using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The closed model for a number of iterations: all virtual users come at once, each takes the next iteration when it ended the last, from
/// what all share or from its own, until none is left or the time is over. What was not started then counts as dropped, as in k6.
/// </summary>
internal sealed class CountedSchedule(LoadShard shard, LoadPlan load, VirtualUsers users, IterationsLeft left, int seed, Func<string, string?> environment) : Schedule
{
    private readonly ulong draws = Seeds.Of(seed, $"{load.Name}/vu");
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
            users.TryTake();
            _ = Live(shard.Number(i), early, stopNow);
            if ((i + 1) % MostInARow == 0) await shard.Loop.Yield().ConfigureAwait(false);
        }
        if (present > 0) await shard.WaitUntil(load.End, early.Token).ConfigureAwait(false);
        isOver = true;
        if (shard.Clock.Elapsed >= load.End) shard.Recorder.Dropped(shard.Clock.Elapsed, left.TakeAll());
    }

    private async Task Live(int id, CancellationTokenSource early, CancellationToken stopNow)
    {
        try
        {
            var user = new VirtualUser(environment) { Draws = Seeds.Of(draws, id) };
            for (var own = 0; !isOver && (load.Executor != Executor.PerVUIterations || own < load.Iterations) && left.TryTake(); own++)
            {
                var due = shard.Clock.Elapsed;
                shard.Recorder.Started(due);
                var running = shard.Journey.Run(new(due, load.Stages[0].Name, own), user, stopNow);
                var waited = !running.IsCompleted;
                if (!await running.ConfigureAwait(false)) break;
                shard.Recorder.Completed(due, user.Ended);
                if (!waited) await shard.Loop.Yield().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            users.Fail(e);
        }
        users.Release();
        if (--present == 0 && !isOver) early.Cancel();
    }
}
