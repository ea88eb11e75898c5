using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The open model: iterations start when they are due, whether or not earlier ones were answered. Where all virtual users are busy an
/// iteration waits in line and its wait counts in its response time, or it is dropped and counted; so it is where the line is full.
/// </summary>
internal sealed class OpenLoop
{
    private readonly Lock gate = new();
    private readonly Queue<Iteration> line = new();
    private readonly RunClock clock;
    private readonly Journey journey;
    private readonly Recorder recorder;
    private readonly VirtualUsers users;
    private readonly LoadPlan load;
    private readonly int seed;
    private readonly int backlog;
    private int free;

    private readonly record struct Iteration(TimeSpan Due, string Stage, long Index);

    /// <summary>Makes the loop of a load.</summary>
    public OpenLoop(RunClock clock, Journey journey, Recorder recorder, VirtualUsers users, LoadPlan load, int seed)
    {
        (this.clock, this.journey, this.recorder, this.users, this.load, this.seed) = (clock, journey, recorder, users, load, seed);
        free = load.MaxVUs;
        backlog = load.OnVULimit == OnVULimit.Drop ? 0
            : load.MaxBacklog ?? (int)Math.Clamp(Math.Ceiling(load.Highest * LoadPlan.DefaultBacklog.TotalSeconds), 1, MostInLine);
    }

    /// <summary>However high the rate, the line takes no more memory than this many iterations do.</summary>
    private const int MostInLine = 10_000_000;

    /// <summary>Starts every iteration of a pace, until the end or until no new work is wanted.</summary>
    /// <param name="pace">The planned rate.</param>
    /// <param name="origin">The clock's time of the pace's beginning.</param>
    /// <param name="stageAt">The name of the stage at a time of the clock.</param>
    /// <param name="noNewWork">Ends it; what waits in line is then dropped.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public async Task Run(Pace pace, TimeSpan origin, Func<TimeSpan, string> stageAt, CancellationToken noNewWork, CancellationToken stopNow)
    {
        var index = 0L;
        foreach (var after in Arrivals.Of(pace, load.Arrival, Seeds.For(seed, $"{load.Name}/arrivals", origin.Ticks)))
        {
            var due = origin + after;
            try
            {
                await clock.WaitUntil(due, noNewWork).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (noNewWork.IsCancellationRequested) break;
            Enter(new(due, stageAt(due), index++), stopNow);
        }
        if (noNewWork.IsCancellationRequested) Abandon();
    }

    private void Enter(Iteration iteration, CancellationToken stopNow)
    {
        lock (gate)
        {
            if (free == 0)
            {
                if (line.Count < backlog) line.Enqueue(iteration);
                else recorder.Dropped(iteration.Due);
                return;
            }
            free--;
        }
        users.Start(() => Work(iteration, stopNow));
    }

    private async Task Work(Iteration iteration, CancellationToken stopNow)
    {
        try
        {
            recorder.Started(iteration.Due, clock.Elapsed, waited: false);
            await Iterate(iteration, stopNow).ConfigureAwait(false);
            while (TakeFromLine(out var next))
            {
                recorder.Started(next.Due, clock.Elapsed, waited: true);
                await Iterate(next, stopNow).ConfigureAwait(false);
            }
        }
        catch
        {
            lock (gate) free++;
            throw;
        }
    }

    private async Task Iterate(Iteration iteration, CancellationToken stopNow)
    {
        // An iteration's draws depend on the seed and its number only, not on which virtual user happened to be free.
        await journey.Run(iteration.Due, iteration.Stage, Seeds.For(seed, $"{load.Name}/{iteration.Stage}", iteration.Index), stopNow).ConfigureAwait(false);
        recorder.Completed(iteration.Due, clock.Elapsed);
    }

    /// <summary>The next in line, or none: then the virtual user is free again.</summary>
    private bool TakeFromLine(out Iteration next)
    {
        lock (gate)
        {
            if (line.TryDequeue(out next)) return true;
            free++;
            return false;
        }
    }

    /// <summary>Drops what still waits in line: nothing that was due goes uncounted.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            foreach (var waiting in line) recorder.Dropped(waiting.Due);
            line.Clear();
        }
    }
}
