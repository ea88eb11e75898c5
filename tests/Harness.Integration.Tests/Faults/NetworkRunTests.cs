using Harness.Integration.Tests.Running;
using Harness.Journal;
using Harness.Proxy;

namespace Harness.Integration.Tests.Faults;

/// <summary>Whole runs with faults on a proxy.</summary>
public sealed class NetworkRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Charges = 300;

    /// <summary>One virtual user, one connection, so many charges, every one of them while the fault is on.</summary>
    private const string TenPercent = """
        load: { target: api, executor: shared-iterations, vus: 1, iterations: 300, startTime: 2s, maxDuration: 40s }
        steps:
          - post: /charges
            name: charge
            json: { orderKey: "${uuid}", amount: 1 }
        thresholds: { http_reqs: count==300 }
        faults:
          - { name: refused, at: 200ms, http-status: { target: link, status: 503, percentage: 10%, method: POST, path: /charges } }
        """;

    [Fact]
    public async Task HttpStatus_OnTenPercentOfTheCharges_HitsThatMany_AndTheSameAgainWithTheSameSeed()
    {
        List<string> outcomes = [];
        foreach (var seed in (string[])["7", "7"])
        {
            await using var world = new World(scenario: TenPercent);
            var (code, output) = await world.Run("run", "small.yaml", "--seed", seed);
            Assert.True(code is 0 or 114, output); // a busy machine makes the run itself invalid
            var changes = world.Journal.OfType<FaultChanged>().ToDictionary(change => change.State);
            Assert.True(changes[FaultState.Active].At < TimeSpan.FromSeconds(2), "the fault came after the load");
            Assert.Contains(FaultState.Healed, changes.Keys);
            var sums = world.Journal.OfType<StepFrame>().SelectMany(frame => frame.Outcomes).GroupBy(outcome => outcome.Key, outcome => outcome.Value).ToDictionary(outcome => outcome.Key, outcome => outcome.Sum());
            Assert.Equal(Charges, sums.Values.Sum());
            // Four standard deviations of a binomial on either side: 30 ± 21.
            Assert.InRange(sums["5xx"], 9, 51);
            outcomes.Add(string.Join(", ", sums.Select(outcome => $"{outcome.Value} {outcome.Key}").Order()));
            world.AssertNothingIsLeft();
        }
        Assert.Equal(outcomes[0], outcomes[1]);
    }

    private const string DownAndThin = """
        load: { target: api, executor: constant-arrival-rate, rate: 20/s, duration: 8s, gracefulStop: 1s }
        steps: [ { get: /healthz, name: ask, timeout: 1s } ]
        thresholds: { http_reqs: count>0 }
        faults:
          - { name: thin, at: 500ms, for: 7s, bandwidth: { target: link, rate: 10kB/s } }
          - { name: dead, at: 1s, for: 6s, overlap: true, down: { target: link } }
        """;

    /// <summary>On a server the proxies outlive everybody: only healing brings them back.</summary>
    [Theory, Trait("Safety", "case 1"), Trait("Safety", "case 20")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WithAProxyDownAndThin_ItIsAsItWas(bool companionToo)
    {
        await using var world = new World(scenario: DownAndThin);
        var port = FreePort.Take();
        var settings = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"proxies\"", $"\"toxiproxy\": \"http://127.0.0.1:{port}\", \"proxies\"", StringComparison.Ordinal));
        await using var server = await ToxiproxyTestServer.Start(port);
        var link = await server.Add(new ProxyOptions { Name = "link", Listen = $"127.0.0.1:{world.LinkPort}", Upstream = $"127.0.0.1:{world.ProgramPort}" });
        var program = world.Start("run", "small.yaml", "--allow-faults");
        await program.Wrote("B dead active", Patience);
        var companion = world.Ledgered.Opened!.Companion;
        Assert.False(link.IsEnabled);
        // Seven seconds as planned, and fifteen for those who should heal it.
        Assert.Equal(TimeSpan.FromSeconds(22), Assert.Single(link.Toxics).Ttl);

        if (companionToo) Signals.Send(companion.Id, "STOP"); // so that it cannot heal in the moment between the two
        program.Signal("KILL");
        if (companionToo) Signals.Send(companion.Id, "KILL");
        await Signals.Gone(companion.Id, TimeSpan.FromSeconds(20));
        var (code, output) = await world.Run("heal");

        Assert.True(code == 0, output);
        Assert.Contains(companionToo ? "fault dead: link takes connections" : "nothing to heal", output, StringComparison.Ordinal);
        Assert.True(link.IsEnabled);
        Assert.Empty(link.Toxics);
        Assert.Empty(world.Ledgers);
    }

    /// <summary>Each switched the proxy off, or found it so: whichever is healed first, it is on in the end, and not before the last is over.</summary>
    [Fact]
    public async Task Down_TwiceOnOneProxy_AndAgainWhenTheFirstIsOver_ItIsOnInTheEnd()
    {
        await using var world = new World(scenario: """
            load: { target: api, executor: constant-arrival-rate, rate: 20/s, duration: 5s, gracefulStop: 1s }
            steps: [ { get: /healthz, name: ask, timeout: 1s } ]
            thresholds: { http_reqs: count>0 }
            faults:
              - { name: one, at: 500ms, for: 1500ms, down: { target: link } }
              - { name: two, at: 1s, for: 2s, overlap: true, down: { target: link } }
              - { name: three, at: 2s, for: 1s, overlap: true, down: { target: link } }
              - { name: slow, at: 4s, for: 500ms, latency: { target: link, latency: 10ms } }
            """);

        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code is 0 or 114, output);
        var last = world.Journal.OfType<FaultChanged>().GroupBy(change => change.Fault).ToDictionary(fault => fault.Key, fault => fault.Last());
        Assert.All(last.Values, change => Assert.Equal(FaultState.Healed, change.State));
        Assert.Contains("with one, on top of which it lay", last["two"].Note, StringComparison.Ordinal);
        Assert.Contains("link takes connections", last["three"].Note, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }
}
