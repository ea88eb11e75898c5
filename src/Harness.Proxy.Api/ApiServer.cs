using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Harness.Proxy.Api;

/// <summary>
/// The HTTP API of Toxiproxy 2.12 over a set of proxies (https://github.com/Shopify/toxiproxy#http-api). Beyond it: <c>toxics</c> of a proxy that is created or
/// populated are on from its first connection, and <c>ttl</c>, in milliseconds, ends a toxic, or switches a disabled proxy on, where nobody does. Kestrel without
/// a host around it: nothing is read from files, the environment or other people's settings.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan longestFarewell = TimeSpan.FromSeconds(5);

    private readonly KestrelServer kestrel;
    private readonly Population population;
    private readonly TimeProvider time;

    private ApiServer(KestrelServer kestrel, Population population, TimeProvider time)
    {
        this.kestrel = kestrel;
        this.population = population;
        this.time = time;
    }

    /// <summary>Where it listens, the port filled in.</summary>
    public Uri Address => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts to answer.</summary>
    /// <param name="proxies">What it is about; who made them disposes of them, afterwards.</param>
    /// <param name="options">Where, and to whom.</param>
    /// <param name="time">The clock of its time-outs.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="ArgumentException">The options have a <see cref="ApiOptions.Problem"/>.</exception>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public static async Task<ApiServer> StartAsync(ProxySet proxies, ApiOptions options, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem is { } problem)
            throw new ArgumentException(problem, nameof(options));
        var population = new Population(proxies);
        var kestrel = new KestrelServer(Options.Create(Settings(options)), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        try
        {
            await kestrel.StartAsync(new ApiApplication(new Routes(proxies, population, options.HasMetrics), options.Token is { } token ? Encoding.ASCII.GetBytes(token) : null, time), ct);
            return new ApiServer(kestrel, population, time);
        }
        catch
        {
            kestrel.Dispose();
            population.Dispose();
            throw;
        }
    }

    /// <summary>Answers what it was asked, for at most five seconds, and no more.</summary>
    public async ValueTask DisposeAsync()
    {
        using var farewell = new CancellationTokenSource(longestFarewell, time);
        await kestrel.StopAsync(farewell.Token);
        kestrel.Dispose();
        population.Dispose();
    }

    private static KestrelServerOptions Settings(ApiOptions options)
    {
        var settings = new KestrelServerOptions { AddServerHeader = false };
        settings.Limits.MaxRequestBodySize = RequestBody.LargestBytes;
        settings.Limits.MaxConcurrentConnections = 1000;
        settings.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        settings.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        settings.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);
        return settings;
    }
}
