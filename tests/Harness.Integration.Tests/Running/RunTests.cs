using Harness.Cli;
using Harness.Checks;
using Harness.Journal;
using Harness.Running;

namespace Harness.Integration.Tests.Running;

/// <summary>Whole runs of the real program: what they write, how they end, and that nothing is left.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_ThatHolds_PassesAndLeavesNothing()
    {
        await using var world = new World();
        var (code, output) = await world.Run("run", "small.yaml", "--seed", "7");

        Assert.True(code == 0, output);
        Assert.EndsWith("verdict=pass exit=0", output.TrimEnd(), StringComparison.Ordinal);
        var fault = world.Summary.GetProperty("faults")[0];
        Assert.Equal("healed", fault.GetProperty("state").GetString());
        // Never early; how late it may be on a busy machine is wide on purpose.
        Assert.InRange(fault.GetProperty("at").GetDouble(), 3.0, 3.5);
        Assert.InRange(fault.GetProperty("until").GetDouble(), 6.0, 6.5);
        Assert.InRange(world.Summary.GetProperty("metrics").GetProperty("http_reqs").GetProperty("count").GetInt32(), 198, 202);
        Assert.True(File.Exists(Path.Combine(world.RunFolder, "report.html")));
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Report_OfAnyRun_IsTheSameAsLive()
    {
        await using var world = new World();
        await world.Run("run", "small.yaml");
        var files = Directory.GetFiles(world.RunFolder).Where(file => !file.EndsWith(JournalReader.FileName, StringComparison.Ordinal)).ToList();
        Assert.Equal(["report.html", "summary.json"], files.Select(Path.GetFileName).Order());
        var live = files.Select(File.ReadAllText).ToList();
        files.ForEach(File.Delete);

        var (code, output) = await world.Run("report", world.RunFolder);

        Assert.True(code == 0, output);
        Assert.Equal(live, files.Select(File.ReadAllText));
    }

    [Fact]
    public async Task Run_NoFaults_InjectsNothing()
    {
        await using var world = new World(scenario: World.Scenario.Replace("duration: 10s", "duration: 4s", StringComparison.Ordinal).Replace("http_reqs: [ count>190 ]", "http_reqs: [ count>70 ]\n  response_time: [ p(95)<2s ]", StringComparison.Ordinal));
        var (code, output) = await world.Run("run", "small.yaml", "--no-faults");

        Assert.True(code == 0, output); // its threshold on the fault's phase is left out: no fault, no phase
        Assert.DoesNotContain(world.Journal, entry => entry is FaultChanged);
        Assert.DoesNotContain("phase:slow", output, StringComparison.Ordinal);
    }

    /// <summary>Two faults staggered on one target: the upper goes with the lower, and nobody else is blamed for it.</summary>
    [Fact, Trait("Safety", "case 9")]
    public async Task Run_FaultThatEndsUnderAnother_SaysThatTheOtherWentEarlyWithIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a process is paused on Linux and macOS");
        await using var world = new World();
        File.AppendAllText(Path.Combine(world.Folder, "small.yaml"), "\n  - { name: below, at: 4s, for: 1500ms, overlap: true, pause: { target: program } }\n  - { name: above, at: 5s, for: 4s, overlap: true, pause: { target: program } }\n");

        var (_, output) = await world.Run("run", "small.yaml");

        var last = world.Journal.OfType<FaultChanged>().Last(change => change.Fault == "above");
        Assert.True(last.State == FaultState.Healed, output);
        Assert.StartsWith("healed early with below, on top of which it lay; ", last.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("A fault was lost", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_KilledTarget_ComesBackAsAnotherProcess()
    {
        await using var world = new World(scenario: "checks: ignore\n" + World.Scenario.Replace("for: 3s, latency: { target: link, latency: 100ms }", "during: tolerated, kill: { target: program, restartAfter: 2s }", StringComparison.Ordinal)
            .Replace("\"response_time{step:ask,phase:slow}\": [ p(50)>=100, p(95)<2s ]", "\"http_req_failed{phase:slow}\": [ rate>0.5 ]\n  response_time: [ p(95)<2s ]", StringComparison.Ordinal)
            .Replace("count>190", "count>100", StringComparison.Ordinal));
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 0, output);
        var started = world.Journal.OfType<TargetReady>().Single(ready => ready.Target == "program").ProcessId;
        var healed = world.Journal.OfType<FaultChanged>().Single(change => change.State == FaultState.Healed);
        Assert.True(healed.Verified);
        Assert.DoesNotContain($"process {started} ", healed.Note, StringComparison.Ordinal);
        Assert.Equal(5.0, world.Summary.GetProperty("faults")[0].GetProperty("healing").GetDouble(), 0.1);
        SeenAllTheWay([.. world.Journal.OfType<TargetFrame>()]);
        world.AssertNothingIsLeft();
    }

    /// <summary>Every second of the load, the dead ones as such, and the new process like the old one.</summary>
    private static void SeenAllTheWay(IReadOnlyList<TargetFrame> frames)
    {
        Assert.All(frames, frame => Assert.Equal(("program", "program"), (frame.Target, frame.Instance)));
        Assert.Equal(Enumerable.Range(-1, 11), frames.Select(frame => frame.Second).Take(11));
        TargetFrame At(int second) => frames.Single(frame => frame.Second == second);
        Assert.Equal((TargetState.Running, TargetState.Stopped, TargetState.Running), (At(1).State, At(3).State, At(8).State));
        Assert.Equal(0, At(3).MemoryBytes);
        Assert.InRange(At(8).MemoryBytes, At(1).MemoryBytes / 3, At(1).MemoryBytes * 3);
        Assert.True(At(8).Cpu > 0);
    }

    [Fact]
    public async Task Run_SteadyStateNotThere_InjectsNothingAndIs111()
    {
        await using var world = new World(scenario: World.Scenario.Replace("get: /healthz\n", "get: /nothing-here\n", StringComparison.Ordinal));
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 111, output);
        Assert.Equal(FaultState.Skipped, Assert.Single(world.Journal.OfType<FaultChanged>()).State);
        Assert.Contains("errors: http_req_failed rate over 2 s reached 100%", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_TakenPort_Is104AndNothingIsStarted()
    {
        await using var world = new World();
        using (var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, world.LinkPort))
        {
            listener.Start();
            var (code, output) = await world.Run("run", "small.yaml");

            Assert.True(code == 104, output);
            Assert.Contains($"link needs 127.0.0.1:{world.LinkPort}, but something listens there already", output, StringComparison.Ordinal);
            Assert.DoesNotContain(world.Journal, entry => entry is TargetReady or LoadStarted);
        }
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_TargetThatEnds_Is111WithItsLastWords()
    {
        await using var world = new World(role: "no-such-role");
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 111, output);
        Assert.Contains("program ended with exit code 64", output, StringComparison.Ordinal);
        Assert.Contains("it wrote:", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_TargetNeverHealthy_Is111()
    {
        await using var world = new World(health: "/no-such-path");
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 111, output);
        Assert.Contains("program was not healthy within 30 s", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Theory, Trait("Safety", "case 2")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_SignalInAFault_HealsWritesItsReportAndIs105(string signal)
    {
        await using var world = new World();
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        program.Signal(signal);
        var code = await program.End(TimeSpan.FromSeconds(15));

        Assert.True(code == 105, program.Output);
        Assert.Equal([FaultState.Injecting, FaultState.Active, FaultState.Healing, FaultState.Healed], world.Journal.OfType<FaultChanged>().Select(change => change.State));
        var stopped = world.Journal.OfType<RunStopping>().Single().At!.Value;
        Assert.InRange((world.Journal.OfType<FaultChanged>().Single(c => c.State == FaultState.Healed).At!.Value - stopped).TotalSeconds, 0, 2);
        Assert.True(File.Exists(Path.Combine(world.RunFolder, "report.html")));
        world.AssertNothingIsLeft();
    }

    [Fact, Trait("Safety", "case 2")]
    public async Task Run_SignalTwice_UndoesOnceAndOnlyWaitsLess()
    {
        // Requests hang for as long as the latency says; a second signal does not wait for them, and still heals.
        await using var world = new World(scenario: World.Scenario.Replace("latency: 100ms", "latency: 20s", StringComparison.Ordinal).Replace("gracefulStop: 2s", "gracefulStop: 30s", StringComparison.Ordinal).Replace("for: 3s", "for: 6s", StringComparison.Ordinal));
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        program.Signal("TERM");
        await program.Wrote("stop    by a signal", Patience);
        program.Signal("INT");
        var code = await program.End(TimeSpan.FromSeconds(15));

        Assert.True(code == 105, program.Output);
        Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healed);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_SignalWhileTargetsStart_Is105AndLeavesNothing()
    {
        await using var world = new World(health: "/no-such-path");
        var program = world.Start("run", "small.yaml");
        await Poll.UntilAsync("the program is started", Patience, () => world.Ledgers.Count == 1 && world.Ledgered.Targets.Values.Any(p => p is not null));
        program.Signal("INT");
        var code = await program.End(TimeSpan.FromSeconds(15));

        Assert.True(code == 105, program.Output);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_CompanionKilled_Is107AndWhatItStartedIsEnded()
    {
        await using var world = new World();
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        Signals.Send(world.Ledgered.Opened!.Companion.Id, "KILL");
        var code = await program.End(TimeSpan.FromSeconds(30));

        Assert.True(code == 107, program.Output);
        Assert.Contains("the companion process ended", program.Output, StringComparison.Ordinal);
        Assert.Equal(FaultState.Lost, world.Journal.OfType<FaultChanged>().Last().State);
        world.AssertNothingIsLeft();
    }

    [Fact, Trait("Safety", "case 16")]
    public async Task Run_TargetsOfALivingRun_Is116()
    {
        await using var world = new World();
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        var (code, output) = await world.Run("run", "small.yaml");
        program.Signal("INT");

        Assert.True(code == 116, output);
        Assert.Contains("is held by the run", output, StringComparison.Ordinal);
        Assert.Equal(105, await program.End(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Replay_OfARealRun_FoldsToTheSameJudgement()
    {
        await using var world = new World();
        await world.Run("run", "small.yaml");
        var judgement = Judgement.Of(Replay.Fold(Path.Combine(world.RunFolder, JournalReader.FileName), KnownKinds.All.Catalog));
        var written = world.Journal.OfType<RunEnded>().Single();

        Assert.Equal(written.ExitCode, (int)judgement.Verdict.ExitCode);
        Assert.Equal(written.Reasons, judgement.Verdict.Reasons.Select(reason => reason.ToString()));
    }

    [Fact]
    public async Task Run_GroupTarget_StartsItsInstances()
    {
        await using var world = new World(scenario: World.Scenario[..World.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)].Replace("target: api", "target: both", StringComparison.Ordinal)
            .Replace("duration: 10s", "duration: 3s", StringComparison.Ordinal) + "thresholds: { http_req_failed: [ rate<0.01 ], http_reqs: [ count>55 ], response_time: [ p(95)<2s ] }\n");
        var settings = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"targets\": {", "\"targets\": { \"both\": { \"instances\": [ \"api\", \"program\" ] },", StringComparison.Ordinal));
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 0, output);
        Assert.Contains("program ready", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_TargetBehindAShell_LeavesNoneOfItsChildren()
    {
        await using var world = new World();
        var settings = Path.Combine(world.Folder, "harness.json");
        var shop = Path.Combine(AppContext.BaseDirectory, "SampleShop.dll");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace($"\"command\": \"dotnet\", \"args\": [\"{shop}\", \"payments\"]", $"\"command\": \"bash\", \"args\": [\"-c\", \"true; dotnet {shop} payments; true\"]", StringComparison.Ordinal));
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        program.Signal("INT");

        Assert.Equal(105, await program.End(TimeSpan.FromSeconds(20)));
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_TargetThatNeverAnswers_CountsWhatHangsAsFailed()
    {
        await using var world = new World(scenario: """
            load:
              target: api
              executor: ramping-arrival-rate
              startRate: 20/s
              stages: [ { duration: 2s, target: 20/s } ]
              gracefulStop: 1s
            steps:
              - { get: /, name: ask }
            thresholds:
              http_req_failed: [ rate<0.05 ]
              "response_time{outcome:failed}": [ max<5000 ]
            """);
        File.WriteAllText(Path.Combine(world.Folder, "harness.json"), $$"""{ "targets": { "api": { "url": "http://127.0.0.1:{{world.LinkPort}}" } } }""");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, world.LinkPort);
        silent.Start(backlog: 100);
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 99, output);
        Assert.Equal(1.0, world.Summary.GetProperty("metrics").GetProperty("http_req_failed").GetProperty("rate").GetDouble());
        Assert.Equal(40, world.Summary.GetProperty("metrics").GetProperty("http_reqs").GetProperty("count").GetInt32());
        Assert.Contains("interrupted", File.ReadAllText(Path.Combine(world.RunFolder, "report.html")), StringComparison.Ordinal);
    }

    [Fact, Trait("Safety", "case 11")]
    public async Task Run_LedgerCannotBeWritten_StartsNothing()
    {
        await using var world = new World();
        Directory.CreateDirectory(world.State);
        File.WriteAllText(Path.Combine(world.State, "harness"), "a file where the folder of the ledgers should be");
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 104, output);
        Assert.DoesNotContain(world.Journal, entry => entry is TargetReady or LoadStarted or FaultChanged);
        Assert.True(File.Exists(Path.Combine(world.RunFolder, "report.html")));
        world.AssertNothingIsLeft();
    }
}
