using Yarp.ReverseProxy.Health;

namespace SampleShop.Gateway;

/// <summary>The one address customers know. Shares the load between the fronts.</summary>
internal static class GatewayRole
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync(ShopSettings settings)
    {
        var builder = ShopHost.CreateBuilder("http://127.0.0.1:5080");
        // A stack trace for every request to a dead front would cost more than the requests.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        // YARP brings keys for cookies that the shop does not have.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, EjectOnTransportFailure>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory([FrontCluster.Route], [FrontCluster.Create(settings)])
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = ConnectTimeout);
        await using var app = builder.Build();

        app.MapGet("/healthz", GatewayHealth.Check);
        app.MapReverseProxy(proxy =>
        {
            if (settings.Resilient)
                proxy.UseMiddleware<RetryOnOtherFront>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        await ShopHost.RunAsync(app, "gateway");
    }
}
