using System.Diagnostics;
using Harness.Faults;
using Harness.Journal;
using Harness.Plans;
using Harness.Running;
using Harness.Time;

namespace Harness.Integration.Tests.Running;

/// <summary>Real processes and a real ledger: busy, killed, started again.</summary>
public sealed class ProcessSignalsTests : IDisposable
{
    private readonly List<Process> started = [];
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("harness-signals-").FullName, "run.ledger.ndjson");
    private readonly Ledger ledger;

    public ProcessSignalsTests() => ledger = new Ledger(path, new LedgerOpened("run", "", ProcessIdentity.Own, ProcessIdentity.Own, [], DateTimeOffset.UnixEpoch));

    public void Dispose()
    {
        ledger.Dispose();
        foreach (var process in started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    private static RunClock Started()
    {
        var clock = new RunClock(TimeProvider.System);
        clock.Start(TimeSpan.FromSeconds(1));
        return clock;
    }

    /// <summary>A shell that burns one core in a child of its own.</summary>
    private Process Busy(string target)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sh -c 'while :; do :; done'; true"]))!;
        started.Add(process);
        ledger.Write(new TargetStarted(target, ProcessIdentity.Of(process.Id)!));
        return process;
    }

    [Fact]
    public async Task Watch_KilledAndStartedAgain_IsStoppedBetweenAndItsTotalGoesOn()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var busy = Busy("busy");
        Target[] targets = [new() { Name = "busy", Process = new TargetProcess() }, new() { Name = "elsewhere" }];
        var samples = new List<TargetSample>();
        await foreach (var sample in new ProcessSignals(path, Started()).Watch(targets, null, stop.Token))
        {
            samples.Add(sample);
            if (samples.Count == 3) busy.Kill(entireProcessTree: true);
            if (samples.Count == 5) Busy("busy");
            if (samples.Count == 8) await stop.CancelAsync();
        }

        Assert.Equal(9, samples.Count);
        Assert.All(samples, sample => Assert.Equal("busy", sample.Instance));
        Assert.Equal([TargetState.Running, TargetState.Running, TargetState.Running, TargetState.Stopped, TargetState.Stopped, TargetState.Running], samples.Take(6).Select(sample => sample.State));
        Assert.Equal(0, samples[3].MemoryBytes);
        Assert.InRange(samples[2].MemoryBytes, 500_000, 100_000_000);
        // The child burns, not the shell; the machine may be busy with other things, so a little is enough.
        Assert.InRange((samples[2].CpuTime - samples[0].CpuTime).TotalSeconds, 0.3, 3);
        Assert.Equal(samples[3].CpuTime, samples[4].CpuTime);
        Assert.InRange((samples[7].CpuTime - samples[4].CpuTime).TotalSeconds, 0.3, 4);
        Assert.True(samples.Zip(samples.Skip(1)).All(pair => pair.Second.CpuTime >= pair.First.CpuTime));
    }

    [Fact]
    public async Task Watch_NoProcessOfOurs_EndsAtOnce()
    {
        await foreach (var sample in new ProcessSignals(path, Started()).Watch([new Target { Name = "elsewhere" }], null, TestContext.Current.CancellationToken))
            Assert.Fail($"{sample.Instance} is not ours");
    }
}
