using Harness.Faults;
using Harness.Plans;

namespace Harness.Running;

/// <summary>The third key: what a run did not start is broken only where its command says so.</summary>
internal static class Permission
{
    /// <summary>Which key is missing, or null.</summary>
    public static async Task<string?> Missing(Plan plan, RunOptions options, CancellationToken ct)
    {
        if (options.AllowFaults || !options.WithFaults) return null;
        foreach (var fault in plan.Faults)
        {
            if (fault.Action.Target.Length == 0)
                return $"{fault.Name} would break what harness.json does not know: say --allow-faults to let it, or --no-faults to rehearse.";
            if (!plan.Settings.Targets.TryGetValue(fault.Action.Target, out var target))
            {
                foreach (var proxy in fault.Action.Targets)
                {
                    if (plan.Settings.Toxiproxy is { } server && await Stands(server, proxy, ct).ConfigureAwait(false))
                        return $"{fault.Name} would hit the proxy {proxy} that stands on {server} already, which this run did not make: say --allow-faults to break it, or --no-faults to rehearse.";
                }
                continue;
            }
            if (plan.Settings.Members(target).FirstOrDefault(instance => !instance.IsStarted) is { } foreign)
                return $"{fault.Name} would hit {foreign.Name}, which this run does not start: say --allow-faults to break it, or --no-faults to rehearse.";
        }
        return null;
    }

    private static async Task<bool> Stands(Uri url, string proxy, CancellationToken ct)
    {
        await using var server = new ToxiproxyServer(url);
        try
        {
            return await server.Stands(proxy, ct).ConfigureAwait(false);
        }
        catch (FaultException)
        {
            return false; // It does not answer: opening the proxy says so.
        }
    }
}
