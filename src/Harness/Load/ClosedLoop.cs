using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The closed model: a planned number of virtual users, each starting its next iteration when it ended the last. An iteration is due the
/// moment its virtual user is ready.
/// </summary>
internal sealed class ClosedLoop(RunClock clock, Journey journey, Recorder recorder, VirtualUsers users, LoadPlan load, int seed)
{
    private readonly List<CancellationTokenSource> wanted = [];
    private volatile bool over;
    private int nextId;

    /// <summary>Brings virtual users in and takes them away as the pace says, until its end or until no new work is wanted; then all end with their iteration.</summary>
    /// <param name="pace">How many virtual users, when.</param>
    /// <param name="origin">The clock's time of the pace's beginning.</param>
    /// <param name="noNewWork">Ends it.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public async Task Run(Pace pace, TimeSpan origin, CancellationToken noNewWork, CancellationToken stopNow)
    {
        try
        {
            foreach (var (at, level) in pace.Changes())
            {
                await clock.WaitUntil(origin + at, noNewWork).ConfigureAwait(false);
                while (wanted.Count < level) Bring(stopNow);
                while (wanted.Count > level) TakeAway();
            }
            await clock.WaitUntil(origin + pace.Duration, noNewWork).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (noNewWork.IsCancellationRequested)
        {
            // Stopped early: those under way end as at the planned end.
        }
        over = true;
    }

    private void Bring(CancellationToken stopNow)
    {
        var leave = new CancellationTokenSource();
        wanted.Add(leave);
        var id = nextId++;
        users.Start(() => Loop(id, leave, stopNow));
    }

    /// <summary>The last that came leaves first: it ends its iteration, within gracefulRampDown.</summary>
    private void TakeAway()
    {
        wanted[^1].Cancel();
        wanted.RemoveAt(wanted.Count - 1);
    }

    private async Task Loop(int id, CancellationTokenSource leave, CancellationToken stopNow)
    {
        var random = Seeds.For(seed, $"{load.Name}/vu", id);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        using var grace = clock.Source.CreateTimer(_ => end.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var ramp = leave.Token.Register(() => grace.Change(load.GracefulRampDown, Timeout.InfiniteTimeSpan));
        while (!leave.IsCancellationRequested && !over)
        {
            var due = clock.Elapsed;
            recorder.Started(due);
            await journey.Run(due, due < TimeSpan.Zero ? Journal.StepFrame.WarmUp : load.StageAt(due), random, end.Token).ConfigureAwait(false);
            recorder.Completed(due, clock.Elapsed);
        }
    }
}
