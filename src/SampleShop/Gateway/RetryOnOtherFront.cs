using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace SampleShop.Gateway;

/// <summary>
/// Forwards once more, to another front, what failed on the first: when it is idempotent or was never sent, and nothing of an answer has
/// reached the client. YARP has no retries of its own; this stands before its load balancing and runs the rest of its pipeline twice.
/// An answer, even a 503, is never retried: the front has already done what it could.
/// </summary>
internal sealed class RetryOnOtherFront(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Bodies are bounded by the server's limit, so all of them fit into memory.
        context.Request.EnableBuffering(ShopHost.MaxBodyBytes, ShopHost.MaxBodyBytes);
        var proxy = context.GetReverseProxyFeature();
        var available = proxy.AvailableDestinations;

        await next(context);

        if (MayRetry(context) && Others(proxy, available) is { Count: > 0 } others)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            context.Request.Body.Position = 0;
            proxy.AvailableDestinations = others;
            await next(context);
        }
    }

    private static bool MayRetry(HttpContext context) =>
        context.GetForwarderErrorFeature() is { } failure
        && ForwardingFailure.IsOfFront(failure)
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (IsIdempotent(context.Request) || ForwardingFailure.WasNotSent(failure));

    /// <summary>RFC 9110, 9.2.2; and whatever carries a key by which the front recognises it.</summary>
    private static bool IsIdempotent(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
        || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method)
        || (HttpMethods.IsPost(request.Method) && request.Headers.ContainsKey("Idempotency-Key"));

    private static List<DestinationState> Others(IReverseProxyFeature proxy, IReadOnlyList<DestinationState> available)
    {
        var others = available.Where(front => front != proxy.ProxiedDestination).ToList();
        return others.Count > 0 ? others : [.. proxy.AllDestinations.Where(front => front != proxy.ProxiedDestination)];
    }
}
