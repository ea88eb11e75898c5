using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Harness.Proxy.Api;

/// <summary>What there is to ask for. Paths and methods are told apart as Go's router does it, for clients know its answers.</summary>
internal sealed class Routes(ProxySet proxies, Population population, bool hasMetrics)
{
    private readonly ProxyRoutes proxy = new(proxies, population);
    private readonly ToxicRoutes toxic = new(proxies);

    /// <summary>What answers a request, or null and the answer to what nothing does.</summary>
    public Func<RequestBody, Task<Answer>>? Find(HttpRequest request, out Answer refusal)
    {
        var path = Segments(request);
        Func<RequestBody, Task<Answer>>? handler = (path, request.Method) switch
        {
            (["version"], "GET") => _ => Task.FromResult(Answer.Text(200, "{\"version\": \"2.12.0\"}\n", "application/json;charset=utf-8")),
            (["metrics"], _) when hasMetrics => _ => Task.FromResult(Answer.Text(200, MetricsText.Of(proxies.All), MetricsText.ContentType)),
            (["reset"], "POST") => _ => proxy.Reset(),
            (["populate"], "POST") => proxy.Populate,
            (["proxies"], "GET") => _ => proxy.Index(),
            (["proxies"], "POST") => proxy.Create,
            (["proxies", var name], "GET") => _ => proxy.Show(name),
            (["proxies", var name], "POST" or "PATCH") => body => proxy.Update(name, body),
            (["proxies", var name], "DELETE") => _ => proxy.Delete(name),
            (["proxies", var name, "toxics"], "GET") => _ => toxic.Index(name),
            (["proxies", var name, "toxics"], "POST") => body => toxic.Create(name, body),
            (["proxies", var name, "toxics", var one], "GET") => _ => toxic.Show(name, one),
            (["proxies", var name, "toxics", var one], "POST" or "PATCH") => body => toxic.Update(name, one, body),
            (["proxies", var name, "toxics", var one], "DELETE") => _ => toxic.Delete(name, one),
            _ => null,
        };
        refusal = path is ["version" or "reset" or "populate" or "proxies"] or ["proxies", _] or ["proxies", _, "toxics"] or ["proxies", _, "toxics", _] ? Answer.MethodNotAllowed : Answer.NotFound;
        return handler;
    }

    /// <summary>The path's segments, decoded; none where one is empty, or has a slash in it, which no route takes.</summary>
    private static string[] Segments(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (request.Path.Value is not ['/', .. var path] || target.Split('?')[0].Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return [];
        var segments = path.Split('/');
        return segments.Contains("") ? [] : segments;
    }
}
