using Harness.Faults;
using Harness.Faults.AtStart;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Faults;

/// <summary>What the faults on this machine, on starts and by other tools take from a plan, and what they refuse.</summary>
public sealed class FaultReadingTests
{
    private const string Settings = """
        { "targets": {
            "shop":  { "url": "http://127.0.0.1:5080", "process": { "command": "shop" }, "health": "/healthz", "chaos": true },
            "other": { "process": { "pidFile": "pid" }, "chaos": true },
            "box":   { "container": { "name": "box" } },
            "here":  { "host": true, "chaos": true } },
          "safety": { "allowCommands": true } }
        """;

    private static PlanReading Read(string fault, string settings = Settings) => Sample.Read($$"""
        load: { target: shop, vus: 1, duration: 60s }
        steps: [ { get: / } ]
        thresholds: { http_reqs: count>1 }
        faults: [ { name: f, at: 5s, for: 10s, {{fault}} } ]
        """, settings);

    private static FaultAction Action(string fault)
    {
        var reading = Read(fault);
        Assert.Equal("", Sample.Text(reading));
        return Assert.Single(reading.Plan!.Faults).Action;
    }

    [Fact]
    public void Stress_OfAShareOfTheCpu_IsKeptAsAShare() =>
        Assert.Equal(new StressAction("here", Pick.All, null, 0.5, 512_000_000, 1000), Action("stress: { target: here, cpu: 50%, memory: 512MB, files: 1000 }"));

    [Fact]
    public void Stress_OfProcessors_IsKeptAsANumber() => Assert.Equal("1.5 CPU busy on here", Action("stress: { target: here, cpu: 1.5 }").Description);

    [Theory]
    [InlineData("-1h", -3600.0, "the clock of shop 1 h slow")]
    [InlineData("+90s", 90.0, "the clock of shop 1 min 30 s fast")]
    [InlineData("250ms", 0.25, "the clock of shop 250 ms fast")]
    public void Clock_WithASign_IsAnOffset(string text, double seconds, string description)
    {
        var action = Assert.IsType<ClockAction>(Action($"clock: {{ target: shop, offset: {text} }}"));
        Assert.Equal(TimeSpan.FromSeconds(seconds), action.Offset);
        Assert.Equal(description, action.Description);
    }

    [Fact]
    public void Command_WithoutATarget_NamesNone()
    {
        var action = Action("command: { inject: [a, 'b c'], heal: [d] }");
        Assert.Equal(("", "a 'b c'", "d"), (action.Target, action.Description, action.UndoDescription));
    }

    [Fact]
    public void Kill_OfWhatTheRunStarts_WithRestartExpected_IsRefusedWithWhatWouldBeRight() =>
        Assert.Contains("'shop' is started by the run, and nobody else watches over it: say restartAfter: 5s instead", Sample.Text(Sample.Read("""
            load: { target: shop, vus: 1, duration: 60s }
            steps: [ { get: / } ]
            thresholds: { http_reqs: count>1 }
            faults: [ { name: f, at: 5s, kill: { target: shop, restart: expected } } ]
            """, Settings)), StringComparison.Ordinal);

    [Theory]
    [InlineData("stress: { target: shop, cpu: 1 }", "'shop' is a process, and faults.stress acts on a container or this machine (\"host\": true); there are box, here")]
    [InlineData("stress: { target: here }", "faults.stress needs cpu, memory, files, or several of them")]
    [InlineData("stress: { target: here, cpu: 120% }", "faults.stress.cpu is '120%'; it is a number of processors, or a share of all up to 100%")]
    [InlineData("fill-disk: { target: here, path: data }", "faults.fill-disk needs 'size', such as 1GB")]
    [InlineData("clock: { target: other, offset: 1h }", "'other' runs already, and faults.clock must be prepared when a process is started: it acts on processes that the run starts")]
    [InlineData("dns: { target: box }", "'box' is a container, and faults.dns must be prepared when a process is started: it acts on processes that the run starts")]
    [InlineData("clock: { target: shop, offset: --1h }", "faults.clock.offset is '--1h'; it is a time, with a minus for earlier: 1h30m, -10m")]
    [InlineData("clock: { target: shop, offset: 0s }", "faults.clock.offset is '0s'; it is a time, with a minus for earlier: 1h30m, -10m")]
    [InlineData("command: { inject: [a] }", "faults.command needs 'heal', such as [ip, link, set, eth1, up]")]
    [InlineData("command: { inject: [], heal: [a] }", "faults.command.inject is an empty list; it needs at least one item")]
    [InlineData("command: { inject: [a], heal: [a], target: shp }", "no target or proxy is called 'shp' in harness.json; did you mean 'shop'?")]
    [InlineData("command: { inject: [a], heal: ['${sku}'] }", "a fault knows no variables of steps; only ${env:NAME} is filled here")]
    [InlineData("command: { inject: [a], heal: ['${env:HARNESS_NOT_SET}'] }", "the environment variable HARNESS_NOT_SET is not set; set it before the run")]
    [InlineData("command: { inject: [a], heal: [a], timeout: 1m }", "faults.command.timeout is '1m'; it is at least 1ms and at most 15s")]
    [InlineData("call: { inject: { url: http://127.0.0.1/a }, heal: { url: 'http://${env:HOME}/a' } }", "it is a whole URL whose host is written out")]
    [InlineData("call: { inject: { url: http://127.0.0.1/a }, heal: { url: /a } }", "it is a whole URL whose host is written out")]
    [InlineData("call: { inject: { url: http://example.com/a }, heal: { url: http://127.0.0.1/a } }", "faults.call.inject.url goes to 'example.com', which safety.allowedHosts in harness.json does not name")]
    public void Read_Wrong_SaysWhatWouldBeRight(string fault, string problem) => Assert.Contains(problem, Sample.Text(Read(fault)), StringComparison.Ordinal);

    [Fact]
    public void Command_WhereHarnessJsonDoesNotAllowThem_IsRefusedByName()
    {
        var problem = Assert.Single(Read("command: { inject: [a], heal: [a] }", Settings.Replace("\"allowCommands\": true", "", StringComparison.Ordinal)).Problems);
        Assert.True(problem.IsRefusal);
        Assert.Contains("add \"allowCommands\": true to \"safety\" in harness.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllowCommands_InAScenario_CannotLoosenHarnessJson()
    {
        var scenario = """
            load: { target: shop, vus: 1, duration: 60s }
            steps: [ { get: / } ]
            thresholds: { http_reqs: count>1 }
            safety: { allowCommands: true }
            """;
        var problem = Assert.Single(Sample.Read(scenario, Settings.Replace("\"allowCommands\": true", "", StringComparison.Ordinal)).Problems);
        Assert.True(problem.IsRefusal);
        Assert.Contains("other layers can only tighten it", problem.Message, StringComparison.Ordinal);
    }
}
