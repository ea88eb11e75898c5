using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>
/// A client's connection and the one dialled for it, with a flow in each direction. Its failures stay within it: they end it, and
/// are counted.
/// </summary>
internal sealed class Connection
{
    private readonly Socket client;
    private readonly long number;
    private readonly ProxyCounters counters;
    private readonly TimeProvider time;
    private readonly Flow upstream;
    private readonly Flow downstream;
    private Socket? server;
    private int isOver;

    public Connection(Socket client, long number, ProxyCounters counters, TimeProvider time)
    {
        this.client = client;
        this.number = number;
        this.counters = counters;
        this.time = time;
        upstream = new(this, ToxicStream.Upstream, counters, time);
        downstream = new(this, ToxicStream.Downstream, counters, time);
    }

    /// <summary>Ends when both sockets are closed and nothing of it runs any more; does not fail.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it has been ended from within; errors on its sockets then mean nothing.</summary>
    public bool IsOver => Volatile.Read(ref isOver) != 0;

    /// <summary>Dials and runs; cancelling stops the dialling only, for what comes after is ended by <see cref="Close"/>.</summary>
    public void Start(EndPoint address, TimeSpan connectTimeout, Action<Connection> ended, CancellationToken ct) =>
        Completion = RunAsync(address, connectTimeout, ended, ct);

    public void Attach(ActiveToxic toxic)
    {
        var isHit = toxic.Hits(number);
        toxic.Counters.CountSeen(isHit);
        if (isHit)
            FlowOf(toxic).Add(toxic.Toxic.Name, toxic.CreateStage(number, time, downstream));
    }

    /// <summary>Puts a changed toxic in the place of what it was.</summary>
    /// <param name="before">What it was.</param>
    /// <param name="now">What it is.</param>
    /// <param name="order">The names of all toxics in their order.</param>
    public void Change(ActiveToxic before, ActiveToxic now, IReadOnlyList<string> order)
    {
        var isHit = now.Hits(number);
        if (isHit && !before.Hits(number))
            now.Counters.CountHit();
        FlowOf(now).Update(now.Toxic.Name, isHit ? now.CreateStage(number, time, downstream) : null, order);
    }

    public void Detach(ActiveToxic toxic) => FlowOf(toxic).Remove(toxic.Toxic.Name);

    /// <summary>Ends it by FIN on both sides: shut down, both sockets read as ended, and the flows come to their ends.</summary>
    public void Close() => End(static socket => socket.Shutdown(SocketShutdown.Both));

    /// <summary>Ends it by RST on both sides; what is still in the kernel's send buffers is dropped.</summary>
    public void Reset() => End(static socket =>
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close(0);
    });

    /// <summary>Ends it because something failed on one side, which the other is to notice as it would without the proxy.</summary>
    public void Fail()
    {
        if (!IsOver)
            counters.Fail();
        Reset();
    }

    private void End(Action<Socket> end)
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0)
            return;
        foreach (var socket in (Socket?[])[client, server])
            EndSocket(socket, end);
        upstream.Wake();
        downstream.Wake();
    }

    private static void EndSocket(Socket? socket, Action<Socket> end)
    {
        try
        {
            if (socket is not null)
                end(socket);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Its peer was faster: it is as ended as it can be.
        }
    }

    private async Task RunAsync(EndPoint address, TimeSpan connectTimeout, Action<Connection> ended, CancellationToken ct)
    {
        try
        {
            client.NoDelay = true;
            // A full fence between setting this and looking whether it is over: either End sees the socket, or this sees the end.
            Interlocked.Exchange(ref server, await Dial.ToAsync(address, connectTimeout, time, ct));
            if (server is null && !IsOver)
                counters.Refused();
            else if (server is not null && !IsOver)
                await Task.WhenAll(upstream.RunAsync(client, server), downstream.RunAsync(server, client));
        }
        // A client that was gone before it was dialled for, a handle that could not be had: this connection's end and no other's.
        catch (Exception)
        {
            Fail();
        }
        finally
        {
            Interlocked.Exchange(ref isOver, 1);
            client.Dispose();
            server?.Dispose();
            ended(this);
        }
    }

    private Flow FlowOf(ActiveToxic toxic) => toxic.Stream == ToxicStream.Upstream ? upstream : downstream;
}
