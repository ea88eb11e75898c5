using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The open model: iterations start when they are due, whether or not earlier ones were answered. Where all virtual users are busy an
/// iteration waits in line and its wait counts in its response time; where the line is full it is dropped and counted.
/// </summary>
internal sealed class OpenLoop(RunClock clock, Journey journey, Recorder recorder, VirtualUsers users, int maxVUs, int seed)
{
    /// <summary>The line holds what the plan's highest rate brings in this many seconds.</summary>
    private const double BacklogSeconds = 10;

    private readonly Lock gate = new();
    private readonly Queue<(TimeSpan Due, string Stage, long Index)> line = new();
    private int free = maxVUs;

    /// <summary>Starts every iteration of a pace, until the end or until no new work is wanted.</summary>
    /// <param name="pace">When they are due.</param>
    /// <param name="origin">The clock's time of the pace's beginning.</param>
    /// <param name="stageAt">The name of the stage at a time of the pace.</param>
    /// <param name="highestRate">For the bound of the line.</param>
    /// <param name="noNewWork">Ends it; what waits in line is then dropped.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public async Task Run(Pace pace, TimeSpan origin, Func<TimeSpan, string> stageAt, double highestRate, CancellationToken noNewWork, CancellationToken stopNow)
    {
        var backlog = Math.Max(1, (int)Math.Ceiling(highestRate * BacklogSeconds));
        for (var index = 0L; index < pace.Count; index++)
        {
            var due = pace.Due(index);
            try
            {
                await clock.WaitUntil(origin + due, noNewWork).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (noNewWork.IsCancellationRequested) break;
            Enter(origin + due, stageAt(due), index, backlog, stopNow);
        }
        if (noNewWork.IsCancellationRequested) Abandon();
    }

    private void Enter(TimeSpan due, string stage, long index, int backlog, CancellationToken stopNow)
    {
        lock (gate)
        {
            if (free == 0)
            {
                if (line.Count < backlog) line.Enqueue((due, stage, index));
                else recorder.Dropped(due);
                return;
            }
            free--;
        }
        users.Start(() => Work(due, stage, index, stopNow));
    }

    private async Task Work(TimeSpan due, string stage, long index, CancellationToken stopNow)
    {
        try
        {
            recorder.Started(due, clock.Elapsed, waited: false);
            await Iterate(due, stage, index, stopNow).ConfigureAwait(false);
            while (TakeFromLine(out var next))
            {
                recorder.Started(next.Due, clock.Elapsed, waited: true);
                await Iterate(next.Due, next.Stage, next.Index, stopNow).ConfigureAwait(false);
            }
        }
        catch
        {
            lock (gate) free++;
            throw;
        }
    }

    private async Task Iterate(TimeSpan due, string stage, long index, CancellationToken stopNow)
    {
        // An iteration's draws depend on the seed and its number only, not on which virtual user happened to be free.
        await journey.Run(due, stage, Seeds.For(seed, stage, index), stopNow).ConfigureAwait(false);
        recorder.Completed(due, clock.Elapsed);
    }

    /// <summary>The next in line, or none: then the virtual user is free again.</summary>
    private bool TakeFromLine(out (TimeSpan Due, string Stage, long Index) next)
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
