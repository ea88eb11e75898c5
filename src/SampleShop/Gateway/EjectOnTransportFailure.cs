using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace SampleShop.Gateway;

/// <summary>
/// Ejects a front on its first transport failure. YARP's own policy waits for a failure rate over a minute, which also keeps a front that
/// has come back out of rotation; here the ejection is short and the active probes prolong it.
/// </summary>
internal sealed class EjectOnTransportFailure(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = nameof(EjectOnTransportFailure);

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (!ForwardingFailure.IsOfFront(context.GetForwarderErrorFeature()))
            return;

        var period = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? DefaultPeriod;
        health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period);
    }
}
