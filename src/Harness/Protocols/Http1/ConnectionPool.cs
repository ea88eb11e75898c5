using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>
/// The connections of one loop to one origin, and the line of those that wait for one. A connection belongs to nobody: whoever is first in line gets the
/// first that is free, a new one or one that comes back, so that one slow answer never delays what is behind it.
/// </summary>
internal sealed class ConnectionPool(EventLoop loop, Origin origin, ConnectionPlan plan, int most, HostLookUp lookUp) : IDisposable
{
    private readonly List<Connection> resting = [];
    private readonly HashSet<Connection> all = [];
    private readonly Addresses addresses = new(loop, origin, plan, lookUp);
    private readonly WireOptions options = new(origin.IsTls ? Trust.Options(plan.Tls, origin.Host) : null, plan.Bind);
    private Exchange? first, last;
    private int waiting, opening;

    /// <summary>Connections that are open or being opened.</summary>
    public int Count => all.Count;

    /// <summary>Puts an exchange on a connection, or in line for one.</summary>
    public void Enter(Exchange exchange)
    {
        if (resting.Count > 0)
        {
            // The one that rested last: its peer is the least likely to have closed it, and what is not needed rests until it is.
            var connection = resting[^1];
            Wake(connection);
            connection.Carry(exchange);
            return;
        }
        Append(exchange);
        Grow();
    }

    /// <summary>Opens a connection for everybody in line for whom none is being opened yet, as far as there may be more.</summary>
    private void Grow()
    {
        while (opening < waiting && all.Count < most)
        {
            opening++;
            var connection = new Connection(loop, this, options);
            all.Add(connection);
            if (addresses.Next() is { } known) connection.Connect(known, last!.Deadline);
            else _ = LookUp(connection, last!.Deadline);
        }
    }

    private async Task LookUp(Connection connection, long deadline)
    {
        var (peer, problem) = await addresses.LookUp();
        if (!all.Contains(connection)) return;
        if (peer is null) connection.Break(TransportError.Dns, problem!);
        else connection.Connect(peer, Math.Max(deadline, last?.Deadline ?? deadline));
    }

    /// <summary>A connection was made.</summary>
    public void Opened(Connection connection)
    {
        opening--;
        addresses.Worked();
        Rest(connection);
    }

    /// <summary>
    /// A connection could not be made: the first in line hears of it, unless another address is left. One that took too long was given up when the one
    /// for whom it was opened was late; the others have their own time, and go on waiting.
    /// </summary>
    public void NotOpened(Connection connection, string error, string message)
    {
        opening--;
        var isLeft = connection.Peer is { } peer && addresses.Failed(peer.Address);
        if (first is { } exchange && !isLeft && error != TransportError.ConnectTimeout)
        {
            Remove(exchange);
            exchange.Fail(error, message);
        }
        Grow();
    }

    /// <summary>True where a connection may carry one more.</summary>
    public bool Keeps(Connection connection) => plan.Reuse && (plan.ReconnectAfter is not { } last || connection.Served < last);

    /// <summary>A connection is free.</summary>
    public void Rest(Connection connection)
    {
        if (first is { } exchange)
        {
            Remove(exchange);
            connection.Carry(exchange);
        }
        else
        {
            connection.Place = resting.Count;
            resting.Add(connection);
        }
    }

    /// <summary>A connection is over.</summary>
    public void Lost(Connection connection)
    {
        all.Remove(connection);
        if (connection.Place >= 0) Wake(connection);
        Grow();
    }

    /// <summary>Takes a connection out of those that rest; the last of them takes its place.</summary>
    private void Wake(Connection connection)
    {
        var other = resting[^1];
        (resting[connection.Place], other.Place) = (other, connection.Place);
        resting.RemoveAt(resting.Count - 1);
        connection.Place = -1;
    }

    /// <summary>An exchange is late, or its load is over: its answer is not waited for any more.</summary>
    public void GiveUp(Exchange exchange, bool late)
    {
        var (error, message) = !late ? (TransportError.Interrupted, "no answer when the load ended")
            : exchange.Connection is not null ? (TransportError.Timeout, $"no whole answer within {Seconds(exchange)} s")
            : addresses.IsAsking ? (TransportError.Dns, $"{origin.Host}: no answer from DNS within {Seconds(exchange)} s")
            : (TransportError.ConnectTimeout, opening > 0 ? $"no connection within {Seconds(exchange)} s" : $"no connection became free within {Seconds(exchange)} s: there may be {most}");
        if (exchange.Connection is { } connection) connection.Break(error, message);
        else
        {
            Remove(exchange);
            exchange.Fail(error, message);
        }
    }

    private static string Seconds(Exchange exchange) => exchange.Request.Timeout.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private void Append(Exchange exchange)
    {
        (exchange.Before, exchange.After) = (last, null);
        if (last is null) first = exchange;
        else last.After = exchange;
        last = exchange;
        waiting++;
    }

    private void Remove(Exchange exchange)
    {
        if (exchange.Before is { } before) before.After = exchange.After;
        else first = exchange.After;
        if (exchange.After is { } after) after.Before = exchange.Before;
        else last = exchange.Before;
        (exchange.Before, exchange.After) = (null, null);
        waiting--;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in all) connection.Abandon();
        all.Clear();
        resting.Clear();
    }
}
