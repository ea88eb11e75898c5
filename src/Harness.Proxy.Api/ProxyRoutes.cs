using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>What is asked about proxies.</summary>
internal sealed class ProxyRoutes(ProxySet proxies, Population population)
{
    public Task<Answer> Index() => Task.FromResult(Answer.Json(200, json =>
    {
        json.WriteStartObject();
        foreach (var proxy in proxies.All)
        {
            json.WritePropertyName(proxy.Name);
            ApiJson.Proxy(json, proxy);
        }
        json.WriteEndObject();
    }));

    public Task<Answer> Show(string name) => Task.FromResult(Of(200, Find(name)));

    public async Task<Answer> Create(RequestBody body) => Of(201, await population.Add(ProxyInput.Read(await body.Fields())));

    /// <summary>Its name is not looked at; an address that is empty is none.</summary>
    public async Task<Answer> Update(string name, RequestBody body)
    {
        var proxy = Find(name);
        var fields = await body.Fields();
        var change = new ProxyChange { Listen = Address(fields, "listen"), Upstream = Address(fields, "upstream"), Enabled = fields.Flag("enabled"), Ttl = ToxicInput.Ttl(fields) };
        try
        {
            await proxy.ChangeAsync(change, CancellationToken.None);
        }
        catch (ProxyException e)
        {
            throw ApiException.Of(e, change.Listen, verb: "");
        }
        return Of(200, proxy);
    }

    public async Task<Answer> Delete(string name)
    {
        await population.Remove(Find(name).Name);
        return Answer.NoContent;
    }

    public async Task<Answer> Reset()
    {
        try
        {
            await proxies.ResetAsync(CancellationToken.None);
        }
        catch (ProxyException e)
        {
            throw ApiException.Of(e, listen: null);
        }
        return Answer.NoContent;
    }

    /// <summary>All are read before one is made. Where one cannot be made, the answer says why, and which were made before it.</summary>
    public async Task<Answer> Populate(RequestBody body)
    {
        var done = new List<Proxy>();
        ApiException? failed = null;
        try
        {
            foreach (var input in ProxyInput.ReadAll(await body.Elements()))
                done.Add(await population.Put(input));
        }
        catch (ApiException e)
        {
            failed = e;
        }
        return Answer.Json(failed?.Status ?? 201, json => Write(json, failed, done));
    }

    private static void Write(Utf8JsonWriter json, ApiException? failed, List<Proxy> done)
    {
        json.WriteStartObject();
        if (failed is not null)
            ApiJson.Error(json, failed.Status, failed.Message);
        json.WritePropertyName("proxies");
        // So does Go write a list that was never begun.
        if (done.Count == 0)
            json.WriteNullValue();
        else
        {
            json.WriteStartArray();
            foreach (var proxy in done)
                ApiJson.Proxy(json, proxy);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static Answer Of(int status, Proxy proxy) => Answer.Json(status, json => ApiJson.Proxy(json, proxy));

    private static string? Address(Fields fields, string name) => fields.Text(name) is { Length: > 0 } address ? address : null;

    private Proxy Find(string name) => proxies.Find(name) ?? throw ApiException.ProxyNotFound;
}
