using System.Net;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>A connection that carries one exchange at a time, and rests in its pool between them.</summary>
internal sealed class Connection : IWireUser
{
    private readonly EventLoop loop;
    private readonly ConnectionPool pool;
    private readonly Wire wire;
    private readonly ResponseParser parser = new();
    private readonly LoopTimer patience;
    private Exchange? current;
    private long connecting, tls;
    private bool isSent, isOpen, isOver;

    public Connection(EventLoop loop, ConnectionPool pool, WireOptions options)
    {
        (this.loop, this.pool) = (loop, pool);
        wire = loop.Open(this, options);
        patience = new LoopTimer(loop, () => Break(TransportError.ConnectTimeout, "no connection within the time-out"));
    }

    /// <summary>Its place among those that rest, or -1; for the pool.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Where it leads; null until that is known.</summary>
    public IPEndPoint? Peer { get; private set; }

    /// <summary>Exchanges that it carried.</summary>
    public int Served { get; private set; }

    /// <summary>How much of a body is kept that somebody looks at; a longer one is cut, which the one who looks must mend.</summary>
    public const int MostOfBody = 16 << 20;

    /// <summary>How much is kept of a body that came with an error: it often says why.</summary>
    public const int MostOfError = 256;

    /// <summary>Begins to connect.</summary>
    /// <param name="peer">Where to.</param>
    /// <param name="deadline">Until when, as a time stamp.</param>
    public void Connect(IPEndPoint peer, long deadline)
    {
        Peer = peer;
        patience.Set(deadline);
        wire.Connect(peer);
    }

    void IWireUser.Connected(long connecting, long tlsHandshaking)
    {
        patience.Stop();
        (isOpen, this.connecting, tls) = (true, connecting, tlsHandshaking);
        pool.Opened(this);
    }

    /// <summary>Carries an exchange from here on.</summary>
    public void Carry(Exchange exchange)
    {
        (current, exchange.Connection, isSent) = (exchange, this, false);
        var request = exchange.Request;
        parser.Begin(request.Method == "HEAD", keepHead: false, request.KeepBody ? MostOfBody : MostOfError);
        var isFirst = Served++ == 0;
        exchange.Sending(isFirst ? connecting : 0, isFirst ? tls : 0);
        if (wire.Send(request.Bytes)) ((IWireUser)this).Sent();
    }

    void IWireUser.Sent()
    {
        isSent = true;
        current?.Sent();
    }

    void IWireUser.Received(ReadOnlySpan<byte> bytes)
    {
        if (current is not { } exchange)
        {
            // The peer closed a connection that rested, or sends what nobody asked for.
            Close();
            pool.Lost(this);
            return;
        }
        if (bytes.IsEmpty) PeerClosed(exchange);
        else Parse(exchange, bytes);
    }

    private void Parse(Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        var isFirst = !parser.HasBegun;
        exchange.Receiving(bytes.Length);
        var state = parser.Feed(bytes, out var consumed);
        if (state == ParseState.Broken) Break(TransportError.Protocol, parser.Problem!);
        else if (state == ParseState.Done) Done(exchange, isFirst, isWhole: consumed == bytes.Length);
    }

    private void PeerClosed(Exchange exchange)
    {
        if (parser.HasBegun && parser.End() == ParseState.Done) Done(exchange, isOneRead: false, isWhole: false);
        else if (CanTryAgain(exchange)) TryAgain(exchange);
        else Break(TransportError.Reset, parser.HasBegun ? "closed in the middle of the answer" : "closed before an answer came");
    }

    /// <summary>
    /// A server may close a connection that rests just when a request is sent on it. Where it closed in good order, nothing of an answer came and doing it
    /// twice is as doing it once, the request goes out again on another, as every client does (RFC 9110, 9.2.2); where it closed all that rest, until one is new.
    /// </summary>
    private bool CanTryAgain(Exchange exchange) => Served > 1 && !parser.HasBegun && exchange.Request.IsIdempotent;

    private void TryAgain(Exchange exchange)
    {
        current = null;
        Close();
        pool.Lost(this);
        exchange.TryAgain();
        pool.Enter(exchange);
    }

    /// <summary>The connection is free before anybody hears of the answer: who goes on with the next request then finds it.</summary>
    private void Done(Exchange exchange, bool isOneRead, bool isWhole)
    {
        var status = parser.Status;
        var problem = exchange.Request.KeepBody || status >= 400 ? Keep(exchange) : null;
        current = null;
        // An answer that came before the request was out: what is left of the request would come before the next.
        if (isWhole && isSent && parser.KeepAlive && pool.Keeps(this))
        {
            exchange.Connection = null;
            pool.Rest(this);
        }
        else
        {
            Close();
            pool.Lost(this);
        }
        if (problem is not null && exchange.Request.KeepBody) exchange.Fail(TransportError.Protocol, problem);
        else exchange.Complete(status, isOneRead);
    }

    /// <summary>Keeps the body for whoever looks at it; gives what is wrong with it, or null.</summary>
    private string? Keep(Exchange exchange)
    {
        var body = parser.Body;
        if (body.Length == 0) return null;
        string? problem = null;
        if (parser.ContentEncoding is { } coding)
        {
            exchange.Received();
            problem = BodyDecoder.Decode(coding, parser.BodyIsCut, exchange.Request.KeepBody ? MostOfBody : MostOfError, ref body);
        }
        exchange.Keep(body);
        return problem;
    }

    void IWireUser.Failed(string error, string message)
    {
        // A peer that closed first answers the bytes of a request with a reset.
        if (current is { } exchange && error == TransportError.Reset && !isSent && CanTryAgain(exchange)) TryAgain(exchange);
        else Break(error, message);
    }

    /// <summary>Ends it, and what it carries with it.</summary>
    public void Break(string error, string message)
    {
        if (isOver) return;
        var exchange = current;
        current = null;
        Close();
        pool.Lost(this);
        if (exchange is not null) exchange.Fail(error, message);
        else if (!isOpen) pool.NotOpened(this, error, message);
    }

    private void Close()
    {
        isOver = true;
        patience.Stop();
        wire.Dispose();
    }

    /// <summary>Closes it without a word.</summary>
    public void Abandon() => Close();
}
