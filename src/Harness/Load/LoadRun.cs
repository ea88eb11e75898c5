using Harness.Journal;
using Harness.Plans;
using Harness.Protocols;
using Harness.Time;

namespace Harness.Load;

/// <summary>One load from its beginning to the end of its last iteration.</summary>
internal sealed class LoadRun
{
    private readonly LoadPlan load;
    private readonly RunClock clock;
    private readonly Recorder recorder;
    private readonly VirtualUsers users = new();
    private readonly Journey journey;
    private readonly Pace pace;
    private readonly Pace warmUp;
    private readonly int seed;

    /// <summary>Prepares a load; nothing is sent yet.</summary>
    public LoadRun(Plan plan, LoadPlan load, RunClock clock, ITransport transport, Phases phases, int seed, Func<string, string?> environment)
    {
        this.load = load;
        this.clock = clock;
        this.seed = seed;
        recorder = new Recorder(load.Name, [.. load.Requests], phases);
        journey = new Journey(plan, load, clock, transport, recorder, environment);
        pace = new Pace(load.Start, load.Stages);
        warmUp = Pace.Constant(load.Start, load.WarmUp);
    }

    /// <summary>Sends the load and returns when its last iteration ended, or its grace was over.</summary>
    /// <param name="noNewWork">No iteration starts after it.</param>
    /// <param name="stopNow">Ends iterations under way.</param>
    /// <exception cref="Exception">What an iteration threw: a mistake of the harness, never of a target.</exception>
    public async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        using var hardStop = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        var open = load.IsOpen ? new OpenLoop(clock, journey, recorder, users, load, seed) : null;
        var sending = Send(open, noNewWork, hardStop.Token);
        await Task.WhenAny(sending, users.Failed).ConfigureAwait(false);
        if (users.Failed.IsFaulted) await hardStop.CancelAsync().ConfigureAwait(false);
        else await sending.ConfigureAwait(false);
        using (var grace = new CancellationTokenSource(load.GracefulStop, clock.Source))
        using (grace.Token.Register(hardStop.Cancel))
            await users.Drained().ConfigureAwait(false);
        open?.Abandon();
        if (users.Failed.IsFaulted) await users.Failed.ConfigureAwait(false);
    }

    private async Task Send(OpenLoop? open, CancellationToken noNewWork, CancellationToken stopNow)
    {
        if (!await Wait(load.StartTime - load.WarmUp, noNewWork).ConfigureAwait(false)) return;
        if (open is not null)
        {
            await open.Run(warmUp, -load.WarmUp, _ => StepFrame.WarmUp, noNewWork, stopNow).ConfigureAwait(false);
            await open.Run(pace, load.StartTime, load.StageAt, noNewWork, stopNow).ConfigureAwait(false);
            // The last iteration is due before the end; the grace begins at the end.
            await Wait(load.End, noNewWork).ConfigureAwait(false);
        }
        else if (load.Iterations is not null)
        {
            await new CountedLoop(clock, journey, recorder, users, load, seed).Run(noNewWork, stopNow).ConfigureAwait(false);
        }
        else
        {
            // Warm-up and stages go through with the same virtual users: the warm-up is a first line at the first level.
            var whole = new Pace(load.Start, [new Stage(StepFrame.WarmUp, load.WarmUp, load.Start), .. load.Stages]);
            await new ClosedLoop(clock, journey, recorder, users, load, seed).Run(whole, load.StartTime - load.WarmUp, noNewWork, stopNow).ConfigureAwait(false);
        }
    }

    private async Task<bool> Wait(TimeSpan until, CancellationToken noNewWork)
    {
        try
        {
            await clock.WaitUntil(until, noNewWork).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (noNewWork.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The frames of all that was counted since the last call.</summary>
    /// <param name="second">The second they stand for.</param>
    public (IReadOnlyList<StepFrame> Steps, LoadFrame Load) Cut(int second)
    {
        var (steps, frame) = recorder.Cut(second);
        return (steps, frame with { Planned = load.IsOpen ? Planned(second) : frame.Started, VUs = users.TakeMost(), VUsMax = load.IsOpen ? load.MaxVUs : (int)load.Highest });
    }

    private double Planned(int second)
    {
        double DueBefore(double at) => pace.DueBefore(TimeSpan.FromSeconds(at) - load.StartTime) + warmUp.DueBefore(TimeSpan.FromSeconds(at) + load.WarmUp);
        return DueBefore(second + 1) - DueBefore(second);
    }
}
