using Harness.Faults.Network;
using Harness.Plans;
using Harness.Proxy;
using Harness.Tests.Plans;

namespace Harness.Tests.Faults;

/// <summary>What the faults on proxies take from a plan, and what they refuse.</summary>
public sealed class NetworkFaultReadingTests
{
    private const string Settings = """
        { "targets": { "shop": { "url": "http://127.0.0.1:5080" } },
          "proxies": {
            "link":  { "listen": "127.0.0.1:5091", "upstream": "127.0.0.1:5090", "chaos": true },
            "db":    { "listen": "127.0.0.1:5093", "upstream": "127.0.0.1:5094", "chaos": true },
            "quiet": { "listen": "127.0.0.1:5092", "upstream": "127.0.0.1:5090" } } }
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

    [Theory]
    [InlineData("latency: { target: link, latency: 200ms, jitter: 50ms, toxicity: 0.5 }", "+200 ms ± 50 ms on half of the connections of link")]
    [InlineData("latency: { target: link, latency: 200ms, stream: upstream }", "+200 ms on all connections of link (to the upstream)")]
    [InlineData("reset: { target: link, toxicity: 0.3, timeout: 1s, stream: both }", "30% of the connections of link (both ways) are reset after 1 s")]
    [InlineData("bandwidth: { target: link, rate: 1.5MB/s }", "1.5 MB/s on all connections of link")]
    [InlineData("timeout: { target: link }", "nothing passes on all connections of link")]
    [InlineData("timeout: { target: link, timeout: 5s }", "nothing passes on all connections of link, closed after 5 s")]
    [InlineData("slicer: { target: link, averageSize: 64B, sizeVariation: 16B, delay: 250us }", "pieces of 64 B ± 16 B, 250 us apart, on all connections of link")]
    [InlineData("limit-data: { target: link, bytes: 10kB }", "all connections of link are closed after 10 kB")]
    [InlineData("slow-close: { target: link, delay: 2s }", "all connections of link are closed 2 s late")]
    [InlineData("down: { target: link }", "link is down: its connections are closed, new ones refused")]
    [InlineData("partition: { targets: [link, db] }", "nothing passes through link and db")]
    [InlineData("partition: { targets: link }", "nothing passes through link")]
    [InlineData("http-status: { target: link }", "503 for all requests through link")]
    [InlineData("http-status: { target: link, status: 429, percentage: 10%, method: POST, path: /charge, body: slow down }", "429 for 10% of POST /charge through link")]
    [InlineData("http-latency: { target: link, latency: 2s, method: [GET, HEAD] }", "+2 s for all GET or HEAD through link")]
    [InlineData("http-latency: { target: link, latency: 2s, percentage: 0.5% }", "+2 s for 0.5% of the requests through link")]
    public void Description_OfEachKind_SaysWhatIsDoneToWhom(string fault, string description) => Assert.Equal(description, Action(fault).Description);

    [Theory]
    [InlineData("latency: { target: link, latency: 1s }", "remove the toxic f from link")]
    [InlineData("latency: { target: link, latency: 1s, stream: both }", "remove the toxic f and f.upstream from link")]
    [InlineData("partition: { targets: [link, db] }", "remove the toxic f and f.upstream from link and db")]
    [InlineData("down: { target: link }", "switch the proxy link on again")]
    public void UndoDescription_SaysWhatAPersonWouldDo(string fault, string undo) => Assert.Equal(undo, Action(fault).UndoDescription);

    [Fact]
    public void Toxic_OfAConnectionFault_HasItsKeysToxicityAndStream() => Assert.Equal(
        new SlicerToxic { Name = "f", AverageSize = 64, SizeVariation = 16, Delay = TimeSpan.FromMicroseconds(250), Toxicity = 0.5, Stream = ToxicStream.Upstream },
        ((ToxicAction)Action("slicer: { target: link, averageSize: 64B, sizeVariation: 16B, delay: 250us, toxicity: 0.5, stream: upstream }")).Toxic);

    [Fact]
    public void Toxic_OfARequestFault_HasItsKeysAndRequests() => Assert.Equal(
        new HttpStatusToxic { Name = "f", Status = 503, Percentage = 10, Method = "POST,PUT", Path = "/charge/*", Body = "no" },
        ((ToxicAction)Action("http-status: { target: link, status: 503, percentage: 10%, method: [POST, PUT], path: '/charge/*', body: 'no' }")).Toxic);

    [Fact]
    public void Targets_OfAPartition_AreAllOfIt() => Assert.Equal(["link", "db"], Action("partition: { targets: [link, db] }").Targets);

    [Theory]
    [InlineData("latency: { target: link, latency: 200ms, jitter: 1s }", "faults.latency.jitter is '1s'; it is at most the latency, 200ms: nothing arrives before it was sent")]
    [InlineData("latency: { target: link, latency: 200ms, stream: sideways }", "faults.latency.stream is 'sideways'; it is one of downstream, upstream, both")]
    [InlineData("latency: { target: link, latency: 200ms, stream: upsteam }", "faults.latency.stream is 'upsteam'; did you mean 'upstream'?")]
    [InlineData("reset: { target: link, toxicity: 30 }", "faults.reset.toxicity is '30'; it is a share above 0 and up to 1: 0.3 is 30%")]
    [InlineData("bandwidth: { target: link }", "faults.bandwidth needs 'rate', such as 100kB/s")]
    [InlineData("bandwidth: { target: link, rate: 100kB }", "faults.bandwidth.rate is '100kB'; write a size and /s, such as 100kB/s or 2MB/s")]
    [InlineData("bandwidth: { target: link, rate: 64KiB/s }", "faults.bandwidth.rate is '64KiB/s'; it is counted in whole kB: write 66kB/s")]
    [InlineData("slicer: { target: link, averageSize: 64B, sizeVariation: 64B }", "faults.slicer.sizeVariation is '64B'; it is less than averageSize, 64 B: no piece is empty")]
    [InlineData("slicer: { target: link }", "faults.slicer needs 'averageSize', such as 64B")]
    [InlineData("limit-data: { target: link, bytes: 10 }", "faults.limit-data.bytes is '10'; write a number and B, kB")]
    [InlineData("slow-close: { target: link, delay: 0s }", "faults.slow-close.delay is '0s'; it is at least 1us")]
    [InlineData("down: { target: lnk }", "no proxy is called 'lnk' in harness.json; did you mean 'link'?")]
    [InlineData("down: { target: shop }", "'shop' is a target, but a connection can be broken only where it goes through a proxy; there are link, db, quiet")]
    [InlineData("down: { target: link, toxicity: 0.5 }", "unknown key 'toxicity' in faults.down")]
    [InlineData("partition: { targets: [] }", "faults.partition.targets is an empty list; it needs at least one item")]
    [InlineData("partition: { targets: [link, link] }", "faults.partition.targets is 'link'; it stands there already; say each proxy once")]
    [InlineData("partition: { targets: [link, quiet] }", "'quiet' may not be broken: it has not opted in; add \"chaos\": true to \"quiet\" under \"proxies\" in harness.json")]
    [InlineData("partition: { target: link }", "unknown key 'target' in faults.partition; did you mean 'targets'?")]
    [InlineData("http-status: { target: link, percentage: 101% }", "faults.http-status.percentage is '101%'; it is above 0% and up to 100%, with its sign: 10%, 0.5%")]
    [InlineData("http-status: { target: link, percentage: 10 }", "faults.http-status.percentage is '10'; it is above 0% and up to 100%, with its sign: 10%, 0.5%")]
    [InlineData("http-status: { target: link, status: 600 }", "faults.http-status.status is '600'; it is a whole number from 200 to 599")]
    [InlineData("http-status: { target: link, method: PSOT }", "faults.http-status.method is 'PSOT'; did you mean 'POST'?")]
    [InlineData("http-status: { target: link, method: [] }", "faults.http-status.method is an empty list; it needs at least one item")]
    [InlineData("http-status: { target: link, path: charge }", "faults.http-status.path is 'charge'; it is a path that starts with one /, without query; * stands for any characters: /orders/*")]
    [InlineData("http-status: { target: link, path: '/charge?a=b' }", "it is a path that starts with one /, without query")]
    [InlineData("http-status: { target: link, toxicity: 0.5 }", "unknown key 'toxicity' in faults.http-status")]
    [InlineData("http-latency: { target: link }", "faults.http-latency needs 'latency', such as 200ms")]
    public void Read_Wrong_SaysWhatWouldBeRight(string fault, string problem) => Assert.Contains(problem, Sample.Text(Read(fault)), StringComparison.Ordinal);

    [Fact]
    public void Read_OfSeveralMistakes_SaysAllOfThem()
    {
        var text = Sample.Text(Read("http-status: { target: lnk, status: 99, percentage: 0%, method: GTE, path: x }"));
        Assert.All((string[])["'lnk'", "'99'", "'0%'", "'GTE'", "'x'"], wrong => Assert.Contains(wrong, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TimesThatAServerCannotBeTold_AreRefused_AndTakenByTheEmbeddedProxies()
    {
        const string fault = "latency: { target: link, latency: 500us }";
        Assert.Equal("+500 us on all connections of link", Action(fault).Description);
        Assert.Contains("faults.latency has a time that a Toxiproxy server cannot be told: it takes whole milliseconds",
            Sample.Text(Read(fault, Settings.Replace("{ \"targets\"", "{ \"toxiproxy\": \"http://127.0.0.1:8474\", \"targets\"", StringComparison.Ordinal))), StringComparison.Ordinal);
    }
}
