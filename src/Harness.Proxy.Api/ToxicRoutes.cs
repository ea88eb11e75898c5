namespace Harness.Proxy.Api;

/// <summary>What is asked about the toxics of a proxy.</summary>
internal sealed class ToxicRoutes(ProxySet proxies)
{
    public Task<Answer> Index(string proxy)
    {
        var found = Find(proxy);
        return Task.FromResult(Answer.Json(200, json => ApiJson.Toxics(json, found)));
    }

    public Task<Answer> Show(string proxy, string name) => Task.FromResult(Of(Find(proxy).Toxics.FirstOrDefault(toxic => toxic.Name == name)));

    /// <summary>200, not 201, as the original.</summary>
    public async Task<Answer> Create(string proxy, RequestBody body)
    {
        var found = Find(proxy);
        var toxic = ToxicInput.Read(await body.Fields());
        try
        {
            found.AddToxic(toxic);
        }
        catch (ProxyException e)
        {
            throw e.Kind == ProxyErrorKind.NameTaken ? ApiException.ToxicExists : ApiException.Of(e, listen: null);
        }
        return Of(toxic);
    }

    public async Task<Answer> Update(string proxy, string name, RequestBody body)
    {
        var found = Find(proxy);
        // Nobody is to hear of the body's faults where there is nothing that it could change.
        _ = Show(proxy, name);
        var fields = await body.Fields();
        return Of(found.ChangeToxic(name, toxic => ToxicInput.Change(toxic, fields)));
    }

    public Task<Answer> Delete(string proxy, string name) =>
        Find(proxy).RemoveToxic(name) ? Task.FromResult(Answer.NoContent) : throw ApiException.ToxicNotFound;

    private static Answer Of(Toxic? toxic) => toxic is null ? throw ApiException.ToxicNotFound : Answer.Json(200, json => ApiJson.Toxic(json, toxic));

    private Proxy Find(string name) => proxies.Find(name) ?? throw ApiException.ProxyNotFound;
}
