using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>
/// The proxies of a Toxiproxy server (its HTTP API, 2.6 and later). What was there before a run stays; a run adds toxics by names of its own and takes
/// those off one by one, never by <c>/reset</c>.
/// </summary>
/// <param name="server">Its URL.</param>
public sealed class ToxiproxyServer(Uri server) : IProxies
{
    /// <summary>The word in ledgers.</summary>
    public const string Word = "toxiproxy";

    // Known to hang where a connection's other end reads nothing (issues 148, 254, 412 and 558 of its repository).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Longer than all that is asked while connections are cut.
    private static readonly TimeSpan CutTtl = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server, Timeout = Patience };
    private readonly List<string> opened = [];
    private readonly ConcurrentDictionary<string, bool> down = new();

    /// <inheritdoc/>
    public Uri? Server => server;

    /// <inheritdoc/>
    public async Task Open(ProxyLink link, RunScope scope, CancellationToken ct)
    {
        var (status, text) = await Ask(HttpMethod.Get, $"proxies/{link.Name}", null, ct).ConfigureAwait(false);
        if (status == HttpStatusCode.OK)
        {
            var upstream = JsonNode.Parse(text)!["upstream"]?.GetValue<string>();
            if (upstream != link.Upstream) throw new FaultException($"{server} has a proxy {link.Name} to {upstream}, and {PlanFile.SettingsName} says {link.Upstream}: give one of them another name");
            return;
        }
        scope.Ledger.Write(new ResourceCreating(Word, $"{server}|{link.Name}", null));
        // A server that does not answer in time may have made it all the same.
        lock (opened) opened.Add(link.Name);
        var body = new JsonObject { ["name"] = link.Name, ["listen"] = link.Listen, ["upstream"] = link.Upstream, ["enabled"] = true };
        var (made, said) = await Ask(HttpMethod.Post, "proxies", body, ct).ConfigureAwait(false);
        if ((int)made < 400) return;
        lock (opened) opened.Remove(link.Name);
        scope.Note(new ResourceRemoved(Word, $"{server}|{link.Name}"));
        throw Refused(HttpMethod.Post, "proxies", made, said);
    }

    /// <summary>
    /// Only the kinds that work on requests may be unknown to a server: Toxiproxy's own does not know them. It looks at a toxic's type before its attributes, so a
    /// toxic whose attributes nobody can read says which it is, and is never made.
    /// </summary>
    public async Task<string?> Refusal(string proxy, ToxicKind kind, CancellationToken ct)
    {
        if (!kind.ReadsRequests) return null;
        var path = $"proxies/{proxy}/toxics";
        const string name = "harness-asks";
        var body = new JsonObject { ["name"] = name, ["type"] = kind.Name, ["toxicity"] = 0, ["attributes"] = new JsonObject { [kind.Attributes[0].Name] = "which?" } };
        var (status, text) = await Ask(HttpMethod.Post, path, body, ct).ConfigureAwait(false);
        if (IsUnknown(status, text)) return Unknown(kind);
        if ((int)status < 400) await TryDelete($"{path}/{name}", ct).ConfigureAwait(false);
        return null;
    }

    private static bool IsUnknown(HttpStatusCode status, string text) => status == HttpStatusCode.BadRequest && text.Contains("invalid toxic type", StringComparison.Ordinal);

    private string Unknown(ToxicKind kind) =>
        $"the server {server} knows no toxic of the type {kind.Name}: leave \"toxiproxy\" out of {PlanFile.SettingsName}, or let it name a server that `harness proxy` started";

    /// <inheritdoc/>
    public async Task Add(string proxy, Toxic toxic, CancellationToken ct)
    {
        var path = $"proxies/{proxy}/toxics";
        var (status, text) = await Ask(HttpMethod.Post, path, Body(toxic), ct).ConfigureAwait(false);
        if (IsUnknown(status, text)) throw new FaultException(Unknown(ToxicCatalog.KindOf(toxic)));
        if ((int)status >= 400) throw Refused(HttpMethod.Post, path, status, text);
    }

    private static JsonObject Body(Toxic toxic)
    {
        var kind = ToxicCatalog.KindOf(toxic);
        var body = new JsonObject
        {
            ["name"] = toxic.Name,
            ["type"] = kind.Name,
            ["stream"] = toxic.Stream == ToxicStream.Upstream ? "upstream" : "downstream",
            ["toxicity"] = toxic.Toxicity,
            ["attributes"] = new JsonObject(kind.Attributes.Select(attribute => KeyValuePair.Create(attribute.Name, (JsonNode?)Value(attribute.Of(toxic))))),
        };
        return WithTtl(body, toxic.Ttl);
    }

    private static JsonValue? Value(object value) => value switch
    {
        long whole => JsonValue.Create(whole),
        double number => JsonValue.Create(number),
        _ => JsonValue.Create((string)value),
    };

    /// <summary>Toxiproxy's own server takes no notice of it.</summary>
    private static JsonObject WithTtl(JsonObject body, TimeSpan? ttl)
    {
        if (ttl is { } time) body["ttl"] = (long)time.TotalMilliseconds;
        return body;
    }

    /// <inheritdoc/>
    public async Task<bool?> Has(string proxy, string toxic, CancellationToken ct) =>
        (await Look(proxy, ct).ConfigureAwait(false))?["toxics"]!.AsArray().Any(one => one!["name"]!.GetValue<string>() == toxic);

    /// <summary>True where a proxy is there, whoever made it.</summary>
    public async Task<bool> Stands(string proxy, CancellationToken ct) => await Look(proxy, ct).ConfigureAwait(false) is not null;

    private async Task<JsonNode?> Look(string proxy, CancellationToken ct)
    {
        var (status, text) = await Ask(HttpMethod.Get, $"proxies/{proxy}", null, ct).ConfigureAwait(false);
        return status == HttpStatusCode.NotFound ? null : status == HttpStatusCode.OK ? JsonNode.Parse(text) : throw Refused(HttpMethod.Get, $"proxies/{proxy}", status, text);
    }

    /// <inheritdoc/>
    public async Task<bool?> IsEnabled(string proxy, CancellationToken ct) => (await Look(proxy, ct).ConfigureAwait(false))?["enabled"]?.GetValue<bool>();

    /// <inheritdoc/>
    public async Task Disable(string proxy, TimeSpan? ttl, CancellationToken ct)
    {
        down[proxy] = true;
        var (status, text) = await Ask(HttpMethod.Patch, $"proxies/{proxy}", Off(ttl), ct).ConfigureAwait(false);
        if ((int)status >= 400) throw Refused(HttpMethod.Patch, $"proxies/{proxy}", status, text);
    }

    /// <inheritdoc/>
    public async Task Enable(string proxy, CancellationToken ct)
    {
        if (await IsEnabled(proxy, ct).ConfigureAwait(false) == false)
        {
            await Try(HttpMethod.Patch, $"proxies/{proxy}", On, ct).ConfigureAwait(false);
            if (await IsEnabled(proxy, ct).ConfigureAwait(false) == false)
                throw new FaultException($"the proxy {proxy} on {server} is off, and was on before: curl -X PATCH -d '{{\"enabled\":true}}' {server}proxies/{proxy}");
        }
        down.TryRemove(proxy, out _);
    }

    /// <inheritdoc/>
    public bool IsDown(string proxy) => down.ContainsKey(proxy);

    private static JsonObject On => new() { ["enabled"] = true };

    private static JsonObject Off(TimeSpan? ttl) => WithTtl(new JsonObject { ["enabled"] = false }, ttl);

    /// <summary>Where the server hangs at it, its connections are cut first (disabled, enabled), and at last the proxy itself is removed.</summary>
    public async Task<string?> Remove(string proxy, string toxic, CancellationToken ct)
    {
        if (await TryDelete($"proxies/{proxy}/toxics/{toxic}", ct).ConfigureAwait(false)) return null;
        if (!IsDown(proxy))
        {
            foreach (var switched in (JsonObject[])[Off(CutTtl), On]) await Try(HttpMethod.Patch, $"proxies/{proxy}", switched, ct).ConfigureAwait(false);
        }
        if (await TryDelete($"proxies/{proxy}/toxics/{toxic}", ct).ConfigureAwait(false)) return $"the server hung until the connections of {proxy} were cut";
        if (await TryDelete($"proxies/{proxy}", ct).ConfigureAwait(false)) return $"the server hung, so the whole proxy {proxy} was removed";
        throw new FaultException($"{server} hangs at removing the toxic {toxic} and the proxy {proxy}; restart it");
    }

    /// <summary>True where it is gone, or was.</summary>
    private Task<bool> TryDelete(string path, CancellationToken ct) => Try(HttpMethod.Delete, path, null, ct);

    private async Task<bool> Try(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        if (await AskOnce(method, path, body, ct).ConfigureAwait(false) is not { } answer) return false;
        var (status, text) = answer;
        return (int)status < 400 || status == HttpStatusCode.NotFound ? true : throw Refused(method, path, status, text);
    }

    /// <summary>Toxiproxy counts bytes, not connections.</summary>
    public ToxicShare? ShareOf(string proxy, string toxic) => null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Close(RunScope scope)
    {
        var left = new List<string>();
        List<string> all;
        lock (opened) all = [.. opened];
        foreach (var name in all)
        {
            try
            {
                await RemoveProxy(name, CancellationToken.None).ConfigureAwait(false);
                scope.Note(new ResourceRemoved(Word, $"{server}|{name}"));
            }
            catch (FaultException e)
            {
                left.Add($"{e.Message}: do this by hand: curl -X DELETE {server}proxies/{name}");
            }
        }
        return left;
    }

    /// <summary>Removes a proxy; one that is not there is as good.</summary>
    public async Task<string> RemoveProxy(string name, CancellationToken ct) =>
        await TryDelete($"proxies/{name}", ct).ConfigureAwait(false) ? $"the proxy {name} on {server} is gone" : throw new FaultException($"{server} hangs at removing the proxy {name}");

    private async Task<(HttpStatusCode Status, string Text)> Ask(HttpMethod method, string path, JsonObject? body, CancellationToken ct) =>
        await AskOnce(method, path, body, ct).ConfigureAwait(false) ?? throw new FaultException($"{method} {server}{path} was not answered within {Patience.TotalSeconds:0} s");

    /// <summary>The answer, or null: it hangs.</summary>
    private async Task<(HttpStatusCode Status, string Text)?> AskOnce(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, ct).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false));
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        catch (HttpRequestException e)
        {
            throw new FaultException($"the Toxiproxy server {server} does not answer: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Its errors are JSON under the name of plain text.</summary>
    private FaultException Refused(HttpMethod method, string path, HttpStatusCode status, string text)
    {
        string said;
        try
        {
            said = JsonNode.Parse(text)?["error"]?.GetValue<string>() ?? text;
        }
        catch (JsonException)
        {
            said = text;
        }
        return new($"{method} {server}{path}: {(int)status} {said.Trim()}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
