using System.Globalization;
using Harness.Faults.Host;
using Harness.Integration.Tests.Running;

namespace Harness.Integration.Tests.Faults;

/// <summary>Whole runs against what they do not start: the three keys, and what is left when everybody is killed.</summary>
public sealed class AllowedFaultsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Scenario(string fault, string length = "6s") => $$"""
        load: { target: api, vus: 1, duration: {{length}}, gracefulStop: 2s }
        steps: [ { get: /healthz, name: ask }, { think: 100ms } ]
        thresholds: { http_reqs: count>5, response_time: p(95)<10s }
        faults:
          - { name: f, at: 2s, {{fault}} }
        """;

    /// <summary>Adds targets to the world's harness.json.</summary>
    private static void Add(World world, string targets, string more = "")
    {
        var path = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("{ \"targets\": {", $"{{ {more} \"targets\": {{ {targets},", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithoutAllowFaults_IsRefusedAndNamesTheKey()
    {
        using var sleeper = new Sleeper();
        await using var world = new World(scenario: Scenario("for: 2s, pause: { target: other }"));
        Add(world, """ "other": { "chaos": true, "process": { "pidFile": "pid" } } """);
        File.WriteAllText(Path.Combine(world.Folder, "pid"), sleeper.Id.ToString(CultureInfo.InvariantCulture));

        var (code, output) = await world.Run("run", "small.yaml");
        Assert.True(code == 116, output);
        Assert.Contains("--allow-faults", output, StringComparison.Ordinal);
        var (dry, timeline) = await world.Run("run", "small.yaml", "--dry-run");
        Assert.Equal(0, dry);
        Assert.Contains($"process other ({sleeper.Id})", timeline, StringComparison.Ordinal);

        var (allowed, said) = await world.Run("run", "small.yaml", "--allow-faults");
        Assert.True(allowed == 0, said);
        Assert.Contains("other goes on", said, StringComparison.Ordinal);
        Assert.False(sleeper.Identity.IsPaused);
    }

    [Fact]
    public async Task Run_OfATargetThatDidNotOptIn_IsRefusedAndNamesTheKey()
    {
        await using var world = new World(scenario: Scenario("for: 2s, stress: { target: this-machine, cpu: 0.1 }"));
        Add(world, """ "this-machine": { "host": true } """);

        var (code, output) = await world.Run("run", "small.yaml", "--allow-faults");

        Assert.True(code == 116, output);
        Assert.Contains("add \"chaos\": true to \"this-machine\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithMorePressureThanIsAllowed_IsRefusedWhenItIsDue_AndTheRehearsalSaysSo()
    {
        await using var world = new World(scenario: Scenario("for: 2s, stress: { target: this-machine, memory: 900GB }"));
        Add(world, """ "this-machine": { "host": true, "chaos": true } """);

        var (code, output) = await world.Run("run", "small.yaml", "--allow-faults");

        Assert.True(code == 116, output);
        Assert.Contains("f would press too much on this-machine: 900 GB of memory are asked for, and ", output, StringComparison.Ordinal);
        Assert.Contains("900 GB of memory are asked for", (await world.Run("run", "small.yaml", "--dry-run")).Output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_WithACommand_NeedsTwoKeysAndThenRunsIt()
    {
        await using var world = new World(scenario: Scenario("for: 2s, command: { inject: [touch, broken], heal: [rm, -f, broken], verify: [test, '!', -e, broken] }"));

        var (code, output) = await world.Run("run", "small.yaml", "--allow-faults");
        Assert.True(code == 116, output);
        Assert.Contains("\"allowCommands\": true", output, StringComparison.Ordinal);
        Add(world, """ "unused": { "url": "http://127.0.0.1:9" } """, """ "safety": { "allowCommands": true }, """);
        (code, output) = await world.Run("run", "small.yaml");
        Assert.True(code == 116, output);
        Assert.Contains("--allow-faults", output, StringComparison.Ordinal);

        (code, output) = await world.Run("run", "small.yaml", "--allow-faults");

        Assert.True(code == 0, output);
        Assert.Contains("rm -f broken went well", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(world.Folder, "broken")));
    }

    [Fact]
    public async Task Run_WithAClockAndADnsFault_StartsItsTargetReadyForBoth()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1") && Environment.IsPrivilegedProcess, "needs libfaketime and root");
        await using var world = new World(scenario: Scenario("for: 1s, clock: { target: program, offset: -1h }", "14s") + """

              - { name: g, at: 4s, for: 1s, dns: { target: program } }
              - { name: k, at: 5s, kill: { target: program, restartAfter: 1s } }
            """);

        var (code, output) = await world.Run("run", "small.yaml");

        Assert.Contains("program sees the machine's clock", output, StringComparison.Ordinal);
        Assert.Contains("program has its nameservers back", output, StringComparison.Ordinal);
        Assert.Contains("program runs again and is healthy", output, StringComparison.Ordinal);
        Assert.True(code is 0 or 99, output);
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task EverybodyKilled_UnderPressure_ThePressureGoesToo_AndHealSaysSo()
    {
        await using var world = new World(scenario: Scenario("for: 5s, stress: { target: this-machine, cpu: 0.2, memory: 50MB }"));
        Add(world, """ "this-machine": { "host": true, "chaos": true } """);
        var program = world.Start("run", "small.yaml", "--allow-faults");
        await program.Wrote("A f active", Patience);
        var ledger = world.Ledgered;
        var pressing = PressProcess.Read(Assert.Single(ledger.Resources).Name);
        Assert.True(pressing.IsAlive);

        Signals.Send(ledger.Opened!.Companion.Id, "STOP");
        program.Signal("KILL");
        Signals.Send(ledger.Opened.Companion.Id, "KILL");
        await Signals.Gone(pressing.Id, Patience);
        var (code, output) = await world.Run("heal");

        Assert.True(code == 0, output);
        Assert.Contains("fault f: this-machine is relieved", output, StringComparison.Ordinal);
        Assert.Contains("which pressed on this machine, is gone", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }
}
