using System.Net;
using System.Net.Sockets;
using Harness.Plans;

namespace Harness.Running;

/// <summary>Which targets and proxies a plan needs, in which order, and how each is started.</summary>
public sealed class TargetStart
{
    private readonly Settings settings;

    /// <summary>Finds out what a plan needs: what it names, and what those need.</summary>
    public TargetStart(Plan plan)
    {
        settings = plan.Settings;
        string?[] named = [.. plan.Loads.Select(load => load.Target), .. plan.Faults.SelectMany(fault => fault.Action.Targets)];
        foreach (var name in named.OfType<string>()) Need(name);
    }

    /// <summary>Targets, each after those it needs.</summary>
    public List<Target> Targets { get; } = [];

    /// <summary>Proxies.</summary>
    public List<ProxyLink> Proxies { get; } = [];

    /// <summary>host:port of everything that the run starts: no other run may hold them, and they must be free.</summary>
    public IReadOnlyList<string> Addresses => [.. Proxies.Select(proxy => proxy.Listen), .. Targets.Where(t => t.IsStarted).Select(t => t.Url!.Authority)];

    /// <summary>Targets in groups that can be started side by side: each group needs only earlier ones.</summary>
    public IEnumerable<IReadOnlyList<Target>> Levels()
    {
        var done = new HashSet<string>(Proxies.Select(proxy => proxy.Name));
        var left = Targets.ToList();
        while (left.Count > 0)
        {
            var ready = left.Where(target => target.Needs.Concat(target.Instances).All(done.Contains)).ToList();
            left.RemoveAll(ready.Contains);
            done.UnionWith(ready.Select(target => target.Name));
            yield return ready;
        }
    }

    private void Need(string name)
    {
        if (settings.Proxies.TryGetValue(name, out var proxy))
        {
            if (!Proxies.Contains(proxy)) Proxies.Add(proxy);
            return;
        }
        var target = settings.Targets[name];
        if (Targets.Contains(target)) return;
        foreach (var needed in target.Needs.Concat(target.Instances)) Need(needed);
        Targets.Add(target);
    }

    /// <summary>What is wrong with the addresses, or null: each must be free before anything is started.</summary>
    public string? TakenPort()
    {
        // The proxies of a server listen where it does, and may be there already.
        foreach (var (name, address) in Proxies.Where(_ => settings.Toxiproxy is null).Select(proxy => (proxy.Name, proxy.Listen)).Concat(Targets.Where(t => t.IsStarted).Select(t => (t.Name, t.Url!.Authority))))
        {
            var endpoint = new Uri("tcp://" + address);
            try
            {
                using var listener = new TcpListener(IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, endpoint.Port);
                listener.Start();
            }
            catch (SocketException e)
            {
                return $"{name} needs {address}, but {(e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "something listens there already" : e.Message)}. End it, or give {name} another address in harness.json.";
            }
        }
        return null;
    }
}
