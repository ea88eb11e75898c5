using System.Net;
using System.Net.Sockets;
using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>The addresses of a host, asked again when they are old; the next one after one that could not be connected to.</summary>
internal sealed class Addresses(EventLoop loop, Origin origin, ConnectionPlan plan)
{
    private IPAddress[] known = IPAddress.TryParse(origin.Host, out var fixedAddress) ? [fixedAddress] : [];
    private readonly bool isFixed = IPAddress.TryParse(origin.Host, out _);
    private Task<(IPAddress[] Found, string? Problem)>? asking;
    private long askedAt;
    private int next;

    /// <summary>Where to connect now, or null where it must be looked up first.</summary>
    public IPEndPoint? Next()
    {
        if (known.Length == 0) return null;
        var isOld = !isFixed && loop.GetTimestamp() - askedAt > loop.Stamps(plan.DnsRefresh);
        return isOld ? null : new IPEndPoint(known[next % known.Length], origin.Port);
    }

    /// <summary>The address before did not answer: the next connection tries the next.</summary>
    public void Failed() => next++;

    /// <summary>Looks the host up; those who ask meanwhile wait for the same answer. On the loop, and back on it.</summary>
    public async Task<(IPEndPoint? Peer, string? Problem)> LookUp(long deadline)
    {
        var (found, problem) = await (asking ??= Ask(deadline));
        asking = null;
        if (problem is not null) return (null, problem);
        (known, askedAt) = (found, loop.GetTimestamp());
        return (new IPEndPoint(known[next % known.Length], origin.Port), null);
    }

    private async Task<(IPAddress[] Found, string? Problem)> Ask(long deadline)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(0, (double)(deadline - loop.GetTimestamp()) / loop.TimestampFrequency)), loop);
        try
        {
            var found = await Dns.GetHostAddressesAsync(origin.Host, plan.Family, patience.Token);
            return found.Length == 0 ? ([], $"{origin.Host} has no address") : (found, null);
        }
        catch (SocketException e)
        {
            return ([], $"{origin.Host}: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return ([], $"{origin.Host}: no answer from DNS within the time-out");
        }
    }
}
