using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>One load from its beginning to the end of its last iteration, on all its loops.</summary>
internal sealed class LoadRun : IDisposable
{
    private readonly LoadPlan load;
    private readonly RunClock clock;
    private readonly IReadOnlyList<(LoadShard Shard, Schedule Schedule)> shards;
    private readonly VirtualUsers users;
    private readonly Pace pace, warmUp;

    /// <summary>Prepares a load; nothing is sent yet.</summary>
    public LoadRun(Plan plan, LoadPlan load, RunClock clock, Generator generator, Phases phases, int seed, Func<string, string?> environment)
    {
        (this.load, this.clock) = (load, clock);
        pace = new Pace(load.Start, load.Stages);
        warmUp = Pace.Constant(load.Start, load.WarmUp);
        users = new VirtualUsers(load.IsOpen ? load.MaxVUs : int.MaxValue, load.OnVULimit == OnVULimit.Drop ? 0 : load.Backlog);
        var count = generator.Loops.Count;
        var lines = new WaitingLines(count);
        var left = new IterationsLeft(load.Executor == Executor.PerVUIterations ? load.Iterations!.Value * (long)load.Start : load.Iterations ?? 0);
        shards = [.. Enumerable.Range(0, count).Select(i =>
        {
            var transport = generator.Open(load, i);
            var recorder = new Recorder([.. load.Requests], phases);
            var shard = new LoadShard(generator.Loops[i], i, count, clock, transport, recorder, new Journey(plan, load, clock, generator.Loops[i], transport, recorder, firstTarget: i));
            var ready = new ReadyUsers(shard, load, users, seed, environment);
            return (shard, (Schedule)(load.IsOpen ? new OpenSchedule(shard, load, users, lines, seed, environment)
                : load.Iterations is null ? new ClosedSchedule(shard, load, ready) : new CountedSchedule(shard, load, ready, left)));
        })];
    }

    /// <summary>Sends the load and returns when its last iteration ended, or its grace was over.</summary>
    /// <param name="noNewWork">No iteration starts after it.</param>
    /// <param name="stopNow">Ends iterations under way.</param>
    /// <exception cref="Exception">What an iteration threw: a mistake of the harness, never of a target.</exception>
    public async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        using var hardStop = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        // Each loop has a token of its own: what every request of a loop registers with is touched by no other.
        CancellationTokenSource[] stops = [.. shards.Select(_ => CancellationTokenSource.CreateLinkedTokenSource(hardStop.Token))];
        try
        {
            var sending = Task.WhenAll(shards.Zip(stops, (one, stop) => one.Shard.Loop.Run(() => one.Schedule.Run(noNewWork, stop.Token))));
            await Task.WhenAny(sending, users.Failed, AnyLoopFailed).ConfigureAwait(false);
            if (users.Failed.IsFaulted || AnyLoopFailed.IsCompleted) await hardStop.CancelAsync().ConfigureAwait(false);
            else await sending.ConfigureAwait(false);
            using (var grace = new CancellationTokenSource(load.GracefulStop, clock.Source))
            using (grace.Token.Register(hardStop.Cancel))
                await Task.WhenAny(users.Drained(), AnyLoopFailed).ConfigureAwait(false);
            if (AnyLoopFailed.IsCompleted) await (await AnyLoopFailed.ConfigureAwait(false)).ConfigureAwait(false);
            foreach (var (shard, schedule) in shards) await shard.Loop.Ask(() => Abandoned(schedule)).ConfigureAwait(false);
            if (users.Failed.IsFaulted) await users.Failed.ConfigureAwait(false);
        }
        finally
        {
            foreach (var stop in stops) stop.Dispose();
        }
    }

    private static bool Abandoned(Schedule schedule)
    {
        schedule.Abandon();
        return true;
    }

    private Task<Task>? anyLoopFailed;

    /// <summary>Completes with the first loop that something threw on.</summary>
    private Task<Task> AnyLoopFailed => anyLoopFailed ??= Task.WhenAny(shards.Select(one => one.Shard.Loop.Failed));

    /// <summary>The frames of all that was counted since the last call.</summary>
    /// <param name="second">The second they stand for.</param>
    public async Task<(IReadOnlyList<StepFrame> Steps, LoadFrame Load, int Connections)> Cut(int second)
    {
        var taken = await Task.WhenAll(shards.Select(one => one.Shard.Loop.Ask(() => (Tally: one.Shard.Recorder.Take(), one.Shard.Transport.Connections)))).ConfigureAwait(false);
        Tally[] tallies = [.. taken.Select(one => one.Tally)];
        var frame = Frames.OfLoad(second, load.Name, tallies);
        frame = frame with { Planned = load.IsOpen ? Planned(second) : frame.Started, VUs = users.TakeMost(), VUsMax = load.IsOpen ? load.MaxVUs : (int)load.Highest };
        return (Frames.OfSteps(second, load.Name, [.. load.Requests], tallies), frame, taken.Sum(one => one.Connections));
    }

    private double Planned(int second)
    {
        double DueBefore(double at) => pace.DueBefore(TimeSpan.FromSeconds(at) - load.StartTime) + warmUp.DueBefore(TimeSpan.FromSeconds(at) + load.WarmUp);
        return DueBefore(second + 1) - DueBefore(second);
    }

    /// <summary>Closes its connections; the loops are over.</summary>
    public void Dispose()
    {
        foreach (var (shard, _) in shards) shard.Transport.Dispose();
    }
}
