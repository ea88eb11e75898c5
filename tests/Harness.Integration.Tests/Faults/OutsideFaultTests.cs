using Harness.Faults;
using Harness.Faults.Outside;

namespace Harness.Integration.Tests.Faults;

/// <summary>Faults that other tools do: real commands, real requests.</summary>
public sealed class OutsideFaultTests
{
    private static CommandLine Line(Bench bench, string script, int seconds = 10, params int[] codes) => new(["sh", "-c", script], bench.Folder, TimeSpan.FromSeconds(seconds), codes.Length == 0 ? [0] : codes);

    [Fact]
    public async Task Command_InjectHealVerify_AreRunInTheFolder()
    {
        await using var bench = new Bench();
        var broken = Path.Combine(bench.Folder, "broken");
        var undo = await bench.Inject(new CommandAction("") { Inject = Line(bench, "touch broken"), Heal = Line(bench, "rm -f broken"), Verify = Line(bench, "test ! -e broken") });
        Assert.True(File.Exists(broken));

        var healing = await Bench.HealElsewhere(undo);
        await bench.Heal(undo);

        Assert.False(File.Exists(broken));
        Assert.Equal("sh -c 'rm -f broken' went well, and sh -c 'test ! -e broken' says so", healing.Note);
    }

    [Fact]
    public async Task Heal_ThatVerifyDoesNotConfirm_IsNotHealed()
    {
        await using var bench = new Bench();
        var undo = await bench.Inject(new CommandAction("") { Inject = Line(bench, "true"), Heal = Line(bench, "true"), Verify = Line(bench, "echo still there; exit 3") });

        var problem = await Assert.ThrowsAsync<FaultException>(() => bench.Heal(undo));

        Assert.Equal("sh -c 'echo still there; exit 3' ended with code 3, not 0: still there", problem.Message);
    }

    [Fact]
    public async Task Command_WithAToleratedCode_IsFine()
    {
        await using var bench = new Bench();
        await bench.Heal(await bench.Inject(new CommandAction("") { Inject = Line(bench, "exit 4", 10, 0, 4), Heal = Line(bench, "exit 4", 10, 0, 4) }));
    }

    [Fact]
    public async Task Command_ThatHangs_IsKilledWithItsChildren()
    {
        await using var bench = new Bench();

        var problem = await Assert.ThrowsAsync<FaultException>(() => bench.Inject(new CommandAction("") { Inject = Line(bench, "sleep 60 & echo $! > child; wait", 1), Heal = Line(bench, "true") }));

        Assert.Contains("did not end within 1 s and was killed", problem.Message, StringComparison.Ordinal);
        var child = int.Parse(File.ReadAllText(Path.Combine(bench.Folder, "child")), null);
        await Poll.UntilAsync("the child is gone", TimeSpan.FromSeconds(10), () => ProcessIdentity.Of(child) is null);
    }

    [Fact]
    public async Task Command_ThatLeavesAChildInTheBackground_IsNotWaitedFor()
    {
        await using var bench = new Bench();
        var undo = await bench.Inject(new CommandAction("") { Inject = Line(bench, "sleep 60 & echo $! > child"), Heal = Line(bench, "kill $(cat child) 2>/dev/null; true") });
        var child = ProcessIdentity.Of(int.Parse(File.ReadAllText(Path.Combine(bench.Folder, "child")), null))!;

        await bench.Heal(undo);

        await Poll.UntilAsync("the child is gone", TimeSpan.FromSeconds(10), () => !child.IsAlive);
    }

    [Fact]
    public async Task Secret_InACommand_IsInNoUndoAndNoMessage()
    {
        await using var bench = new Bench();
        Environment.SetEnvironmentVariable("HARNESS_TEST_TOKEN", "hunter2hunter2");
        var action = new CommandAction("") { Inject = new CommandLine(["sh", "-c", "echo $0; exit 1", "${env:HARNESS_TEST_TOKEN}"], bench.Folder, TimeSpan.FromSeconds(10), [0]), Heal = new CommandLine(["sh", "-c", "test $0 = hunter2hunter2", "${env:HARNESS_TEST_TOKEN}"], bench.Folder, TimeSpan.FromSeconds(10), [0]) };
        var undo = await Bench.Kind("command").Prepare(Bench.Planned(action), bench.Ground, TestContext.Current.CancellationToken);

        var problem = await Assert.ThrowsAsync<FaultException>(() => Bench.Kind("command").Inject(Bench.Planned(action), undo, bench.Ground, TestContext.Current.CancellationToken));

        Assert.EndsWith(": ***", problem.Message, StringComparison.Ordinal);
        Assert.Contains("${env:HARNESS_TEST_TOKEN}", undo.ByHand + undo.Arguments["heal"], StringComparison.Ordinal);
        Assert.DoesNotContain("$0 = hunter2hunter2 hunter2", undo.Arguments["heal"], StringComparison.Ordinal);
        Assert.True((await bench.Heal(undo)).Verified);
        Environment.SetEnvironmentVariable("HARNESS_TEST_TOKEN", null);
        Assert.Equal("the environment variable HARNESS_TEST_TOKEN is not set", (await Assert.ThrowsAsync<FaultException>(() => bench.Heal(undo))).Message);
    }

    [Fact]
    public async Task Call_ToAToxiproxy_SetsAToxicAndTakesItAway()
    {
        await using var bench = new Bench();
        await using var tool = new FakeTool();
        HttpCall Call(string method, string path, params int[] status) => new(method, tool.Url + path, new Dictionary<string, string> { ["X-Token"] = "a" }, method == "POST" ? "{\"name\":\"t\"}" : null, status, TimeSpan.FromSeconds(5));

        var undo = await bench.Inject(new CallAction("") { Inject = Call("POST", "/toxics"), Heal = Call("DELETE", "/toxics/t", 204, 404), Verify = Call("GET", "/toxics/t", 404) });
        Assert.Equal(["t"], tool.Toxics);
        var healing = await Bench.HealElsewhere(undo);
        await bench.Heal(undo);

        Assert.Empty(tool.Toxics);
        Assert.Equal($"DELETE {tool.Url}/toxics/t went well, and GET {tool.Url}/toxics/t says so", healing.Note);
    }

    [Fact]
    public async Task Call_WithoutAnAnswer_SaysWhichRequest()
    {
        await using var bench = new Bench();
        var call = new HttpCall("POST", $"http://127.0.0.1:{FreePort.Take()}/x", new Dictionary<string, string>(), null, [], TimeSpan.FromSeconds(5));

        var problem = await Assert.ThrowsAsync<FaultException>(() => bench.Inject(new CallAction("") { Inject = call, Heal = call }));

        Assert.StartsWith($"POST {call.Url}: ", problem.Message, StringComparison.Ordinal);
    }
}
