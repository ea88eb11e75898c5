using Harness.Journal;
using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Load;

/// <summary>The closed model: a planned number of virtual users, each starting its next iteration when it ended the last.</summary>
internal sealed class ClosedSchedule(LoadShard shard, LoadPlan load, ReadyUsers users) : Schedule
{
    private sealed class Presence
    {
        public CancellationTokenSource End { get; set; } = null!;

        public bool Leaves { get; set; }
    }

    private readonly List<Presence> present = [];
    private bool isOver;
    private int came;

    /// <summary>Brings virtual users in and takes them away as the plan says, until its end or until no new work is wanted; then all end with their iteration.</summary>
    public override async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        // Warm-up and stages go through with the same virtual users: the warm-up is a first line at the first level.
        var pace = new Pace(load.Start, [new Stage(StepFrame.WarmUp, load.WarmUp, load.Start), .. load.Stages]);
        var origin = load.StartTime - load.WarmUp;
        foreach (var (at, level) in pace.Changes())
        {
            if (!await shard.WaitUntil(origin + at, noNewWork).ConfigureAwait(false)) break;
            var share = shard.ShareOf(level);
            for (var inARow = 1; present.Count < share && !noNewWork.IsCancellationRequested; inARow++)
            {
                Bring(stopNow);
                if (inARow % MostInARow == 0) await shard.Loop.Yield().ConfigureAwait(false);
            }
            while (present.Count > share) TakeAway();
        }
        await shard.WaitUntil(origin + pace.Duration, noNewWork).ConfigureAwait(false);
        isOver = true;
    }

    private void Bring(CancellationToken stopNow)
    {
        var one = new Presence { End = CancellationTokenSource.CreateLinkedTokenSource(stopNow) };
        present.Add(one);
        _ = users.Live(came++, due => one.Leaves || isOver ? null : new Iteration(due, StageAt(due), 0), one.End.Token);
    }

    private string StageAt(TimeSpan due) => due < TimeSpan.Zero ? StepFrame.WarmUp : load.StageAt(due);

    /// <summary>The last that came leaves first: it ends its iteration, within gracefulRampDown.</summary>
    private void TakeAway()
    {
        var one = present[^1];
        present.RemoveAt(present.Count - 1);
        one.Leaves = true;
        new LoopTimer(shard.Loop, one.End.Cancel).Set(shard.Loop.GetTimestamp() + shard.Loop.Stamps(load.GracefulRampDown));
    }
}
