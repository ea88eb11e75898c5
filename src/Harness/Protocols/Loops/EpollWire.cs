using System.Net;
using System.Net.Sockets;

namespace Harness.Protocols.Loops;

/// <summary>A TCP connection of an <see cref="EpollLoop"/>.</summary>
internal sealed class EpollWire(EpollLoop loop, IWireUser user, WireOptions options) : Wire
{
    private ulong ticket = EpollLoop.NoTicket;
    private long began;
    private bool isConnected;
    private ReadOnlyMemory<byte> left;

    /// <summary>The socket's file descriptor; -1 where there is none.</summary>
    public int Socket { get; private set; } = -1;

    /// <summary>What events of the socket carry.</summary>
    public ulong Ticket => ticket;

    public override void Connect(IPEndPoint peer)
    {
        began = loop.GetTimestamp();
        Socket = Epoll.OpenSocket(peer.AddressFamily == AddressFamily.InterNetworkV6);
        var begun = Socket >= 0
            && (options.Bind is null || Epoll.Bind(Socket, Native(new IPEndPoint(options.Bind, 0))))
            && loop.Watch(this, Socket, out ticket)
            && Epoll.Connect(Socket, Native(peer));
        if (begun) return;
        var error = Epoll.ErrorOfNumber(Epoll.LastError);
        // A socket that cannot even begin to connect tells of a hang-up: that would be taken for the connection.
        Release();
        FailSoon(error);
    }

    /// <summary>The framework keeps addresses as the system wants them.</summary>
    private static ReadOnlySpan<byte> Native(IPEndPoint endpoint)
    {
        var address = endpoint.Serialize();
        return address.Buffer.Span[..address.Size];
    }

    public override bool Send(ReadOnlyMemory<byte> bytes)
    {
        var sent = Epoll.Send(Socket, bytes.Span);
        if (sent == bytes.Length) return true;
        if (sent < 0) FailSoon(Epoll.ErrorOfNumber(Epoll.LastError));
        else left = bytes[sent..];
        return false;
    }

    // Its own method: what a lambda holds is made where its method begins, for every request.
    private void FailSoon(SocketError error)
    {
        left = default;
        loop.Post(_ => Fail(error), null);
    }

    /// <summary>Sees to events of the socket.</summary>
    public void Ready(uint events)
    {
        if (!isConnected && !Connected(events)) return;
        if (!left.IsEmpty && (events & Epoll.Out) != 0 && !SendRest()) return;
        if ((events & (Epoll.In | Epoll.PeerClosed | Epoll.HangUp | Epoll.Error)) != 0) Receive(events);
    }

    private bool Connected(uint events)
    {
        if ((events & (Epoll.Out | Epoll.Error | Epoll.HangUp)) == 0) return false;
        if (Epoll.ErrorOf(Socket) is not 0 and var error)
        {
            Fail(Epoll.ErrorOfNumber(error));
            return false;
        }
        isConnected = true;
        user.Connected(loop.GetTimestamp() - began, 0);
        return Socket >= 0;
    }

    private bool SendRest()
    {
        var sent = Epoll.Send(Socket, left.Span);
        if (sent < 0)
        {
            Fail(Epoll.ErrorOfNumber(Epoll.LastError));
            return false;
        }
        left = left[sent..];
        if (left.IsEmpty) user.Sent();
        return Socket >= 0;
    }

    /// <summary>
    /// Reads until nothing is there. Where less came than there was room for, nothing is: another call would only say so, and costs as much as this one
    /// (epoll(7)). The peer's end is told by an event of its own, or stands in this one.
    /// </summary>
    private void Receive(uint events)
    {
        // A peer that sends faster than this reads must not keep the loop from everybody else; what is left over is told by no new edge.
        for (var turn = 0; turn < MostReads; turn++)
        {
            var came = Epoll.Receive(Socket, loop.Buffer);
            if (came == -2) return;
            if (came < 0)
            {
                Fail(Epoll.ErrorOfNumber(Epoll.LastError));
                return;
            }
            user.Received(loop.Buffer.AsSpan(0, came));
            if (Socket < 0 || came == 0) return;
            if (came < loop.Buffer.Length && (events & (Epoll.PeerClosed | Epoll.HangUp | Epoll.Error)) == 0) return;
        }
        loop.Post(static wire => ((EpollWire)wire!).ReceiveMore(), this);
    }

    private const int MostReads = 16;

    private void ReceiveMore()
    {
        if (Socket >= 0) Receive(Epoll.PeerClosed);
    }

    private void Fail(SocketError error)
    {
        if (isOver) return;
        Dispose();
        user.Failed(SocketErrors.Classify(error, isConnected), SocketErrors.Message(error));
    }

    private bool isOver;

    public override void Dispose()
    {
        if (isOver) return;
        isOver = true;
        Release();
    }

    private void Release()
    {
        if (ticket != EpollLoop.NoTicket) loop.Forget(ticket);
        if (Socket >= 0) Epoll.Close(Socket);
        (Socket, ticket) = (-1, EpollLoop.NoTicket);
    }
}
