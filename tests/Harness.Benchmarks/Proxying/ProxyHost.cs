using System.Net;
using System.Text.Json;
using Harness.Benchmarks.Machine;
using Harness.Proxy;

namespace Harness.Benchmarks.Proxying;

/// <summary>Proxies in a process of their own, with as much of Toxiproxy's HTTP API as is measured here.</summary>
internal static class ProxyHost
{
    /// <summary>Serves until it is told to end; its first line says where.</summary>
    public static async Task<int> Serve(CancellationToken ct)
    {
        DedicatedProcess.Prepare();
        await using var proxies = new ProxySet(TimeProvider.System, seed: 1);
        using var listener = new HttpListener();
        var url = $"http://127.0.0.1:{Ports.Free()}";
        listener.Prefixes.Add(url + "/");
        listener.Start();
        using var stop = ct.Register(listener.Stop);
        Console.WriteLine($"listening on {url}, seed 1");
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Answer(await listener.GetContextAsync(), proxies, ct);
            }
            catch (HttpListenerException) when (ct.IsCancellationRequested)
            {
                return 0;
            }
        }
        return 0;
    }

    private static async Task Answer(HttpListenerContext context, ProxySet proxies, CancellationToken ct)
    {
        var parts = context.Request.Url!.AbsolutePath.Trim('/').Split('/');
        switch (context.Request.HttpMethod, parts)
        {
            case ("POST", ["proxies"]):
                var asked = await Body();
                var proxy = await proxies.AddAsync(new() { Name = Text(asked, "name"), Listen = Text(asked, "listen"), Upstream = Text(asked, "upstream") }, ct);
                context.Response.StatusCode = 201;
                await JsonSerializer.SerializeAsync(context.Response.OutputStream, new { listen = proxy.ListenText }, cancellationToken: ct);
                break;
            case ("POST", ["proxies", var name, "toxics"]):
                var toxic = await Body();
                proxies.Find(name)!.AddToxic(new LatencyToxic { Name = Text(toxic, "name"), Latency = TimeSpan.FromMilliseconds(toxic.GetProperty("attributes").GetProperty("latency").GetInt64()) });
                break;
            case ("DELETE", ["proxies", var name, "toxics", var old]):
                context.Response.StatusCode = proxies.Find(name)!.RemoveToxic(old) ? 204 : 404;
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
        context.Response.Close();

        async Task<JsonElement> Body() => (await JsonDocument.ParseAsync(context.Request.InputStream, cancellationToken: ct)).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
