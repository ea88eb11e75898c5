using System.Globalization;
using Harness.Faults;
using Harness.Faults.AtStart;

namespace Harness.Integration.Tests.Faults;

/// <summary>Another time of day, seen by the sample shop's payments in the Date header of its answers.</summary>
public sealed class ClockFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static IAtStart AtStart => (IAtStart)Bench.Kind("clock");

    /// <summary>How much later the program thinks it is than it is.</summary>
    private static async Task<TimeSpan> Offset(HttpClient client, int port)
    {
        using var answer = await client.GetAsync($"http://127.0.0.1:{port}/healthz", TestContext.Current.CancellationToken);
        return answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow();
    }

    [Fact]
    public async Task Clock_OfAStartedProgram_MovesLiveAndBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"), "needs the package libfaketime");
        await using var bench = new Bench();
        var port = FreePort.Take();
        var program = await bench.Started("payments", $"exec dotnet {Path.Combine(AppContext.BaseDirectory, "SampleShop.dll")} payments", (launch, target) =>
            AtStart.Ready(launch with { Environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" } }, target, bench.Folder));
        using var client = new HttpClient();
        await Health.Wait("payments", new Uri($"http://127.0.0.1:{port}/healthz"), () => null, new(), TimeProvider.System, TestContext.Current.CancellationToken);
        Task Sees(TimeSpan offset) => Poll.UntilAsync($"the offset is {offset}", Patience, async () => (await Offset(client, port) - offset).Duration() < TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await Sees(TimeSpan.Zero);

        var outer = await bench.Inject(new ClockAction("payments", Pick.All, TimeSpan.FromHours(-1)), "outer");
        await Sees(TimeSpan.FromHours(-1));
        var inner = await bench.Inject(new ClockAction("payments", Pick.All, TimeSpan.FromDays(2)), "inner");
        await Sees(TimeSpan.FromDays(2));
        await bench.Heal(inner);
        await Sees(TimeSpan.FromHours(-1));
        await Bench.HealElsewhere(outer);
        await Sees(TimeSpan.Zero);

        await bench.Inject(new KillAction("payments", Pick.All, "KILL", null, ByOthers: false));
        Assert.False(program.IsAlive);
        Assert.Empty(Directory.GetFiles("/dev/shm", $"*faketime_*_{program.Id.ToString(CultureInfo.InvariantCulture)}"));
        Assert.Equal("payments sees the machine's clock", (await bench.Heal(outer)).Note);
    }

    [Fact]
    public async Task Prepare_OfATargetThatWasNotStartedForIt_SaysSo()
    {
        await using var bench = new Bench();
        await bench.Started("payments", "exec sleep 60");

        var problem = await Assert.ThrowsAsync<FaultException>(() => bench.Inject(new ClockAction("payments", Pick.All, TimeSpan.FromHours(1))));

        Assert.Contains("was not started ready for clock", problem.Message, StringComparison.Ordinal);
    }
}
