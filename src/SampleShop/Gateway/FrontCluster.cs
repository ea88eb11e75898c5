using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace SampleShop.Gateway;

/// <summary>The fronts, as YARP sees them.</summary>
internal static class FrontCluster
{
    public const string Id = "fronts";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EjectionPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ActivityTimeout = TimeSpan.FromSeconds(20);

    public static RouteConfig Route { get; } = new()
    {
        RouteId = "everything",
        ClusterId = Id,
        Match = new RouteMatch { Path = "/{**path}" },
    };

    public static ClusterConfig Create(ShopSettings settings) => new()
    {
        ClusterId = Id,
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        Destinations = settings.Fronts.ToDictionary(
            front => front.Authority, front => new DestinationConfig { Address = front.ToString() }),
        HttpRequest = new ForwarderRequestConfig
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = ActivityTimeout,
        },
        HealthCheck = settings.Resilient ? Ejection : null,
    };

    // Passive ejection acts on the first failed request, the probes keep a dead front out, and the first good probe lets it in again.
    // With no front healthy all are tried: a wrong suspicion must not close the shop.
    private static HealthCheckConfig Ejection => new()
    {
        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Path = "/healthz",
            Interval = ProbeInterval,
            Timeout = ProbeTimeout,
            Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
        },
        Passive = new PassiveHealthCheckConfig
        {
            Enabled = true,
            Policy = EjectOnTransportFailure.PolicyName,
            ReactivationPeriod = EjectionPeriod,
        },
    };
}
