using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Programs;

namespace Harness.Benchmarks.Proxying;

/// <summary>A proxy as a process of its own, not pinned, driven by Toxiproxy's HTTP API.</summary>
internal sealed partial class ProxyProcess : IAsyncDisposable
{
    private const string Latency = "latency";

    private readonly Child child;
    private readonly HttpClient api;

    private ProxyProcess(Child child, Uri address) => (this.child, api) = (child, new HttpClient { BaseAddress = address });

    /// <summary>What is measured. By its command it would be: <c>HarnessRun.Assembly, "proxy", "--port", "0"</c>.</summary>
    private static Command Command => new("dotnet", typeof(ProxyProcess).Assembly.Location, "proxy-host");

    /// <summary>CPU seconds so far.</summary>
    public double Cpu => Machine.Cpu.OfTree(child.Id);

    /// <summary>Resident bytes.</summary>
    public long Resident => Memory.OfTree(child.Id);

    public static async Task<ProxyProcess> Start(CancellationToken ct)
    {
        var child = Child.Start(Command);
        try
        {
            var line = await child.FirstLine(ct);
            var address = Address().Match(line);
            return address.Success ? new ProxyProcess(child, new Uri(address.Value)) : throw new BenchmarkException($"the proxy says '{line}' and not where it listens");
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new proxy; where it listens.</summary>
    public async Task<IPEndPoint> Add(string name, string upstream, CancellationToken ct)
    {
        using var answer = await api.PostAsJsonAsync("/proxies", new { name, listen = "127.0.0.1:0", upstream }, ct);
        answer.EnsureSuccessStatusCode();
        return IPEndPoint.Parse((await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("listen").GetString()!);
    }

    /// <summary>Puts a latency on its answers; when this returns, all connections have it.</summary>
    public async Task AddLatency(string proxy, int milliseconds, CancellationToken ct)
    {
        using var answer = await api.PostAsJsonAsync($"/proxies/{proxy}/toxics", new { name = Latency, type = Latency, attributes = new { latency = milliseconds } }, ct);
        answer.EnsureSuccessStatusCode();
    }

    public async Task RemoveLatency(string proxy, CancellationToken ct)
    {
        using var answer = await api.DeleteAsync(new Uri($"/proxies/{proxy}/toxics/{Latency}", UriKind.Relative), ct);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await child.DisposeAsync();
    }

    [GeneratedRegex(@"http://[^\s,]+")]
    private static partial Regex Address();
}
