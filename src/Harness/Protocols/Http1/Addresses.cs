using System.Net;
using System.Net.Sockets;
using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>The addresses of a host, asked again when they are old; the next one after one that could not be connected to.</summary>
internal sealed class Addresses(EventLoop loop, Origin origin, ConnectionPlan plan, HostLookUp lookUp)
{
    private readonly bool isFixed = IPAddress.TryParse(origin.Host, out _);
    private readonly HashSet<IPAddress> failed = [];
    private IPAddress[] known = IPAddress.TryParse(origin.Host, out var written) && (plan.Reachable == AddressFamily.Unspecified || plan.Reachable == written.AddressFamily) ? [written] : [];
    private Task<(IPAddress[] Found, string? Problem)>? asking;
    private long askedAt;
    private int next;

    /// <summary>True while the host is looked up.</summary>
    public bool IsAsking => asking is not null;

    /// <summary>Where to connect now, or null where it must be looked up first.</summary>
    public IPEndPoint? Next()
    {
        if (known.Length == 0) return null;
        var isOld = !isFixed && loop.GetTimestamp() - askedAt > loop.Stamps(plan.DnsRefresh);
        return isOld ? null : new IPEndPoint(known[next % known.Length], origin.Port);
    }

    /// <summary>
    /// An address did not answer: the next connection tries another. A host is reached where one of its addresses is, and many a server of a name with
    /// an address of each kind listens on one only.
    /// </summary>
    /// <returns>True where one is left that did not fail since one last worked, or since all had failed.</returns>
    public bool Failed(IPAddress address)
    {
        failed.Add(address);
        for (var i = 0; i < known.Length; i++)
        {
            if (failed.Contains(known[(next + i) % known.Length])) continue;
            next = (next + i) % known.Length;
            return true;
        }
        failed.Clear();
        next++;
        return false;
    }

    /// <summary>One of them answered.</summary>
    public void Worked() => failed.Clear();

    /// <summary>Looks the host up; those who ask meanwhile wait for the same answer, each as long as it has time. On the loop, and back on it.</summary>
    public async Task<(IPEndPoint? Peer, string? Problem)> LookUp()
    {
        var mine = asking ??= Ask();
        var (found, problem) = await mine;
        if (ReferenceEquals(asking, mine))
        {
            asking = null;
            if (problem is null)
            {
                (known, askedAt) = (found, loop.GetTimestamp());
                failed.Clear();
            }
        }
        return problem is null ? (new IPEndPoint(known[next % known.Length], origin.Port), null) : (null, problem);
    }

    private string OfItsKind => plan.Reachable switch { AddressFamily.InterNetwork => " of IPv4", AddressFamily.InterNetworkV6 => " of IPv6", _ => "" };

    /// <summary>How long that may take is the system's: whoever has less time gives up before.</summary>
    private async Task<(IPAddress[] Found, string? Problem)> Ask()
    {
        try
        {
            var found = isFixed ? known : await lookUp(origin.Host, plan.Reachable, CancellationToken.None);
            return found.Length == 0 ? ([], $"{origin.Host} has no address{OfItsKind}") : (found, null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return ([], $"{origin.Host}: {e.Message}");
        }
    }
}
