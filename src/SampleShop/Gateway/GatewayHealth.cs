using Microsoft.AspNetCore.Http.HttpResults;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace SampleShop.Gateway;

/// <summary>The gateway is healthy while it serves and one front is in rotation. Without health checks it has to believe in its fronts.</summary>
internal static class GatewayHealth
{
    public static Results<Ok, ProblemHttpResult> Check(IProxyStateLookup state) =>
        state.TryGetCluster(FrontCluster.Id, out var cluster) && cluster.Destinations.Values.Any(front => IsInRotation(cluster, front))
            ? TypedResults.Ok()
            : TypedResults.Problem("No front is healthy.", statusCode: StatusCodes.Status503ServiceUnavailable);

    // Unknown is what an active check leaves until its first probe has come back: not yet ready.
    private static bool IsInRotation(ClusterState cluster, DestinationState front) =>
        cluster.Model.Config.HealthCheck?.Active?.Enabled is not true
        || (front.Health.Active == DestinationHealth.Healthy && front.Health.Passive != DestinationHealth.Unhealthy);
}
