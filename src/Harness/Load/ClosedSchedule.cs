using Harness.Journal;
using Harness.Plans;
using Harness.Protocols.Loops;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The closed model: a planned number of virtual users, each starting its next iteration when it ended the last. An iteration is due the
/// moment its virtual user is ready.
/// </summary>
internal sealed class ClosedSchedule(LoadShard shard, LoadPlan load, VirtualUsers users, int seed, Func<string, string?> environment) : Schedule
{
    private sealed class Presence
    {
        public CancellationTokenSource End { get; set; } = null!;

        public bool Leaves { get; set; }
    }

    private readonly List<Presence> present = [];
    private readonly ulong draws = Seeds.Of(seed, $"{load.Name}/vu");
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
        users.TryTake();
        _ = Live(one, shard.Number(came++));
    }

    /// <summary>The last that came leaves first: it ends its iteration, within gracefulRampDown.</summary>
    private void TakeAway()
    {
        var one = present[^1];
        present.RemoveAt(present.Count - 1);
        one.Leaves = true;
        new LoopTimer(shard.Loop, one.End.Cancel).Set(shard.Loop.GetTimestamp() + shard.Loop.Stamps(load.GracefulRampDown));
    }

    private async Task Live(Presence presence, int id)
    {
        try
        {
            var user = new VirtualUser(environment) { Draws = Seeds.Of(draws, id) };
            while (!presence.Leaves && !isOver)
            {
                var due = shard.Clock.Elapsed;
                shard.Recorder.Started(due);
                var stage = due < TimeSpan.Zero ? StepFrame.WarmUp : load.StageAt(due);
                var running = shard.Journey.Run(new(due, stage, 0), user, presence.End.Token);
                var waited = !running.IsCompleted;
                if (!await running.ConfigureAwait(false)) break;
                shard.Recorder.Completed(due, user.Ended);
                // An iteration that waited for nothing must not keep the loop from everybody else.
                if (!waited) await shard.Loop.Yield().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            users.Fail(e);
        }
        users.Release();
    }
}
