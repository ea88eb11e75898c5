using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Programs;
using Harness.Benchmarks.Proxying;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>What a proxy in its own process costs and adds; the goals are halves of what Toxiproxy 2.12 costs on two such cores.</summary>
/// <param name="rounds">Of what is measured in rounds.</param>
/// <param name="length">Of one run.</param>
internal sealed partial class ProxyBenchmark(int rounds, TimeSpan length)
{
    private const double Million = 1e6, Megabyte = 1e6, MebiByte = 1024 * 1024;
    private const int Connections = 64, Questions = 3_000, Many = 9_000, Live = 4_500, LatencyMs = 100;

    private static readonly TimeSpan s_gettingGoing = TimeSpan.FromSeconds(1);

    private readonly Goals goals = new();

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head($"Proxy: {rounds} rounds of {length.TotalSeconds:0} s; nginx pinned to the first core, wrk to the last, the proxy to none");
        await using (var nginx = await Nginx.Start(Cores.Target, ct))
        await using (var proxy = await ProxyProcess.Start(ct))
        {
            var direct = new IPEndPoint(IPAddress.Loopback, new Uri(nginx.Url).Port);
            var through = await proxy.Add("http", $"{direct}", ct);
            await Requests(proxy, direct, through, ct);
            Hop(direct, through);
        }
        await Bulk(ct);
        await Throttled(ct);
        await Crowds(ct);
        return goals.Write();
    }

    private async Task Requests(ProxyProcess proxy, IPEndPoint direct, IPEndPoint through, CancellationToken ct)
    {
        await Wrk(through, ct);
        var (costs, table) = (new List<double>(), new Table("round", "direct requests/s", "proxied requests/s", "CPU s / M requests"));
        for (var round = 1; round <= rounds; round++)
        {
            var past = await Wrk(direct, ct);
            var before = proxy.Cpu;
            var requests = await Wrk(through, ct);
            costs.Add((proxy.Cpu - before) / requests * Million);
            table.Row($"{round}", $"{past / length.TotalSeconds:N0}", $"{requests / length.TotalSeconds:N0}", $"{costs[^1]:0.0}");
        }
        Say.Result(table);
        goals.AtMost($"CPU of a million small requests, {Connections} connections", costs.Median(), 26, "0.0", " s");
    }

    /// <summary>The number of requests that were answered.</summary>
    private async Task<long> Wrk(IPEndPoint address, CancellationToken ct)
    {
        var ended = await Ended.Run(new Command("wrk", "-t", "1", "-c", $"{Connections}", "-d", $"{length.TotalSeconds:0}s", $"http://{address}/") { Core = Cores.Generator }, ct);
        var count = Answered().Match(ended.Output);
        return ended.Code == 0 && count.Success && !Wrong().IsMatch(ended.Output) ? long.Parse(count.Groups[1].Value) : throw new BenchmarkException($"wrk: {ended.Output.Trim()}");
    }

    private void Hop(IPEndPoint direct, IPEndPoint through)
    {
        var added = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var (past, proxied) = (Clients.MedianMicroseconds(direct, Questions), Clients.MedianMicroseconds(through, Questions));
            added.Add(proxied - past);
            Say.Line($"one connection: direct {past:0} us, proxied {proxied:0} us");
        }
        goals.AtMost("added by a hop at the median, one connection", added.Median(), 300, "0", " us");
    }

    private async Task Bulk(CancellationToken ct)
    {
        await using var flood = Upstream.Flood();
        await using var proxy = await ProxyProcess.Start(ct);
        var address = await proxy.Add("bulk", flood.Address, ct);
        var costs = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var before = 0.0;
            var read = await Clients.Read(address, s_gettingGoing, length, () => before = proxy.Cpu, ct);
            costs.Add((proxy.Cpu - before) * 1_000 / (read.Bytes / MebiByte));
            Say.Line($"bulk: {read.Bytes / Megabyte / read.Seconds:N0} MB/s, {costs[^1]:0.00} ms of CPU a MiB");
        }
        goals.AtMost("CPU of a MiB, one connection", costs.Median(), 1.2, "0.00", " ms");
    }

    private async Task Throttled(CancellationToken ct)
    {
        await using var flood = Upstream.Flood();
        await using var proxy = await ProxyProcess.Start(ct);
        var address = await proxy.Add("slow", flood.Address, ct);
        await proxy.AddLatency("slow", LatencyMs, ct);
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var read = await Clients.Read(address, s_gettingGoing, length, () => { }, ct);
            rates.Add(read.Bytes / Megabyte / read.Seconds);
            Say.Line($"through {LatencyMs} ms: {rates[^1]:N0} MB/s");
        }
        goals.Holds($"one connection through {LatencyMs} ms of latency", rates.Median() >= 100, $"{rates.Median():N0} MB/s", "at least 100 MB/s");
    }

    private async Task Crowds(CancellationToken ct)
    {
        await using var echo = Upstream.Echo();
        await using var proxy = await ProxyProcess.Start(ct);
        var address = await proxy.Add("crowd", echo.Address, ct);
        var few = await Clients.Crowd(address, Live, ct);
        var times = new List<double>();
        // One that is not counted, for the compiler.
        for (var round = -1; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await proxy.AddLatency("crowd", LatencyMs, ct);
            if (round >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await proxy.RemoveLatency("crowd", ct);
        }
        Say.Line($"a toxic on {Live:N0} connections: {string.Join(", ", times.Select(time => $"{time:0.0} ms"))}");
        goals.AtMost($"to add a toxic to {Live:N0} live connections", times.Median(), 100, "0.0", " ms");
        var more = await Clients.Crowd(address, Many - Live, ct);
        goals.AtMost($"resident, {Many:N0} connections", proxy.Resident / Megabyte, 450, "N0", " MB");
        foreach (var socket in few.Concat(more)) socket.Dispose();
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Answered();

    [GeneratedRegex(@"Non-2xx|Socket errors")]
    private static partial Regex Wrong();
}
