using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Harness.Cli;
using Harness.Faults;
using Harness.Integration.Tests.Proxy;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Integration.Tests.Faults;

/// <summary>
/// Two proxies, <c>link</c> and <c>other</c>, to a small server on HTTP, with what faults stand on: the proxies of this process, or those of a Toxiproxy server. An answer
/// has 10 kB, and its end is that of the connection.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly Bench bench = new();
    private readonly ProxySet set = new(TimeProvider.System, 1);
    private readonly IProxies proxies;
    private readonly LoopbackServer upstream = new(Answer);
    private readonly Dictionary<string, ProxyLink> links = [];

    private Link(IProxies? proxies) => this.proxies = proxies ?? new EmbeddedProxies(set);

    /// <summary>Opens one.</summary>
    /// <param name="server">The server whose proxies they are; null for this process's own.</param>
    public static async Task<Link> Open(Uri? server = null)
    {
        var link = new Link(server is null ? null : new ToxiproxyServer(server));
        foreach (var name in (string[])["link", "other"])
        {
            link.links[name] = new ProxyLink(name, $"127.0.0.1:{FreePort.Take()}", link.upstream.Address, Chaos: true);
            await link.proxies.Open(link.links[name], link.bench.Scope, Token);
        }
        return link;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The ground, with a time after which what is injected ends by itself where one is wanted.</summary>
    public Ground Ground => new(proxies, [], new Settings { Root = bench.Folder, Proxies = links }, 1, TimeProvider.System) { Scope = bench.Scope, Ttl = Ttl };

    public TimeSpan? Ttl { get; set; }

    public IProxies Proxies => proxies;

    public RunScope Scope => bench.Scope;

    public string LedgerPath => bench.LedgerPath;

    public int Port(string name = "link") => int.Parse(links[name].Listen.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A fault as a scenario has it: <c>down: { target: link }</c>.</summary>
    public PlannedFault Read(string fault, string name = "f")
    {
        var settings = $$"""{ "targets": { "shop": { "url": "http://127.0.0.1:9" } }, "proxies": { {{string.Join(", ", links.Values.Select(one => $$""" "{{one.Name}}": { "listen": "{{one.Listen}}", "upstream": "{{one.Upstream}}", "chaos": true } """))}} } }""";
        var scenario = $$"""
            load: { target: shop, vus: 1, duration: 60s }
            steps: [ { get: / } ]
            faults: [ { name: {{name}}, at: 5s, for: 10s, {{fault}} } ]
            """;
        PlanText[] files = [new(PlanFile.ScenarioRole, "s.yaml", scenario), new(PlanFile.SettingsRole, "harness.json", settings)];
        var reading = PlanFile.Read(files, bench.Folder, KnownKinds.All.Catalog, checkEnvironment: false);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Problems));
        return Assert.Single(reading.Plan.Faults);
    }

    /// <summary>Prepares, writes to the ledger and injects.</summary>
    public async Task<Undo> Inject(string fault, string name = "f")
    {
        var planned = Read(fault, name);
        var kind = Bench.Kind(planned.Action.Kind);
        var undo = await kind.Prepare(planned, Ground, Token);
        Scope.Ledger.Write(new FaultInjecting(undo, DateTimeOffset.UnixEpoch, null));
        await kind.Inject(planned, undo, Ground, Token);
        return undo;
    }

    public Task<bool> IsThere(Undo undo) => Bench.Kind(undo.Kind).IsThere(undo, Ground, Token);

    public Task<Healing> Heal(Undo undo) => Bench.Kind(undo.Kind).Heal(undo, Ground, Token);

    /// <summary>What becomes of a request: <c>200</c>, <c>503</c> or the like, <c>slow 200</c> after 300 ms and more, <c>hangs</c> after a second, <c>fails</c>.</summary>
    public async Task<string> Ask(string name = "link")
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var content = new StringContent("a charge");
            using var response = await client.PostAsync($"http://127.0.0.1:{Port(name)}/charge", content, Token);
            await response.Content.ReadAsByteArrayAsync(Token);
            return $"{(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(299) ? "slow " : "")}{(int)response.StatusCode}";
        }
        catch (TaskCanceledException)
        {
            return "hangs";
        }
        catch (HttpRequestException)
        {
            return "fails";
        }
    }

    /// <summary>A connection on which a request is sent, and what comes back until its end.</summary>
    public async Task<(TcpClient Client, Task<string> Answer)> Send(string name = "link")
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port(name), Token);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return (client, reader.ReadToEndAsync(Token));
    }

    private static async Task Answer(Socket socket)
    {
        var (seen, buffer) = ("", new byte[4096]);
        while (!seen.Contains("\r\n\r\n", StringComparison.Ordinal) || (seen.StartsWith("POST", StringComparison.Ordinal) && !seen.EndsWith("a charge", StringComparison.Ordinal)))
        {
            var count = await socket.ReceiveAsync(buffer);
            if (count == 0) return;
            seen += Encoding.ASCII.GetString(buffer, 0, count);
        }
        await socket.SendAllAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + new string('x', 10_000)));
    }

    public async ValueTask DisposeAsync()
    {
        await proxies.DisposeAsync();
        await set.DisposeAsync();
        await upstream.DisposeAsync();
        await bench.DisposeAsync();
    }
}
