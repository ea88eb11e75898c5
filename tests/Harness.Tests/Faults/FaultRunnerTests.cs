using Harness.Checks;
using Harness.Faults;
using Harness.Journal;
using Harness.Tests.Checks;
using Harness.Time;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Faults;

public sealed class FaultRunnerTests
{
    /// <summary>What is asked while a gate still waits for its last second: the fault is not injected, and the gate is not to blame.</summary>
    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "errors: no data")]
    [InlineData(false, null)]
    [InlineData(false, "errors: no data")]
    public async Task Run_StoppedWhileTheGateWaits_SkipsWithoutAVerdictOnTheSteadyState(bool onlyFaults, string? whyNot)
    {
        var time = new FakeTimeProvider();
        var clock = new RunClock(time);
        var plan = new Tape().Plan;
        var fold = new RunFold(plan);
        using var journal = new JournalWriter(Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, "journal.ndjson"), SecretMask.None, [fold]);
        using var run = new CancellationTokenSource();
        using var faults = new CancellationTokenSource();
        var gate = new StoppingGate(onlyFaults ? faults : run, whyNot);
        var stops = new List<StopCause>();
        // There is no companion: whatever asked it for anything would throw.
        var runner = new FaultRunner(plan, clock, journal, new Phases(), companion: null!, gate) { Stop = (cause, _) => stops.Add(cause) };

        clock.Start(TimeSpan.Zero);
        var running = runner.Run(run.Token, faults.Token);
        time.Advance(TimeSpan.FromSeconds(20));
        await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.True(gate.WasAsked);
        Assert.Equal((FaultState.Skipped, null), (fold.Faults[0].State, fold.Faults[0].GateHeld));
        Assert.Empty(stops);
    }

    private sealed class StoppingGate(CancellationTokenSource stop, string? whyNot) : IGate
    {
        public bool WasAsked { get; private set; }

        public async Task<string?> WhyNot(TimeSpan at, CancellationToken ct)
        {
            WasAsked = true;
            await stop.CancelAsync();
            return whyNot;
        }
    }
}
