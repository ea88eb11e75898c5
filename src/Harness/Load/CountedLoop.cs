using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The closed model for a number of iterations: all virtual users come at once, each takes the next iteration when it ended the last, from
/// what all share or from its own, until none is left or the time is over. What was not started then counts as dropped, as in k6.
/// </summary>
internal sealed class CountedLoop(RunClock clock, Journey journey, Recorder recorder, VirtualUsers users, LoadPlan load, int seed)
{
    private long left = load.Executor == Executor.SharedIterations ? load.Iterations!.Value : load.Iterations!.Value * (long)load.Start;
    private volatile bool over;

    /// <summary>Does all iterations, or those that fit into the load's time.</summary>
    /// <param name="noNewWork">No iteration starts after it.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        for (var id = 0; id < (int)load.Start; id++)
        {
            var vu = id;
            users.Start(() => Loop(vu, stopNow));
        }
        using var done = CancellationTokenSource.CreateLinkedTokenSource(noNewWork);
        var time = clock.WaitUntil(load.End, done.Token);
        await Task.WhenAny(users.Drained(), time).ConfigureAwait(false);
        over = true;
        await done.CancelAsync().ConfigureAwait(false);
        await time.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!noNewWork.IsCancellationRequested) recorder.Dropped(clock.Elapsed, (int)Math.Min(int.MaxValue, Interlocked.Exchange(ref left, 0)));
    }

    private async Task Loop(int id, CancellationToken stopNow)
    {
        var random = Seeds.For(seed, $"{load.Name}/vu", id);
        for (var own = 0; Take(own); own++)
        {
            var due = clock.Elapsed;
            recorder.Started(due);
            await journey.Run(due, load.Stages[0].Name, random, stopNow).ConfigureAwait(false);
            recorder.Completed(due, clock.Elapsed);
        }
    }

    /// <summary>Takes an iteration: from what is left for all, where a virtual user did not do its own share yet.</summary>
    private bool Take(int done)
    {
        if (over || (load.Executor == Executor.PerVUIterations && done >= load.Iterations)) return false;
        for (var seen = Interlocked.Read(ref left); seen > 0; seen = Interlocked.Read(ref left))
        {
            if (Interlocked.CompareExchange(ref left, seen - 1, seen) == seen) return true;
        }
        return false;
    }
}
