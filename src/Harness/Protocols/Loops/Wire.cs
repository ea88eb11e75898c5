using System.Net;
using System.Net.Security;

namespace Harness.Protocols.Loops;

/// <summary>A stream of bytes to one peer, used on its loop only; what happens on it is told to its <see cref="IWireUser"/> on the loop.</summary>
internal abstract class Wire : IDisposable
{
    /// <summary>Begins to connect; <see cref="IWireUser.Connected"/> or <see cref="IWireUser.Failed"/> follows, never inside this call.</summary>
    public abstract void Connect(IPEndPoint peer);

    /// <summary>Begins to send; the bytes must stay as they are until all were taken. One at a time.</summary>
    /// <returns>True where all were taken at once; else <see cref="IWireUser.Sent"/> follows.</returns>
    public abstract bool Send(ReadOnlyMemory<byte> bytes);

    /// <summary>Closes it at once; nothing is told any more.</summary>
    public abstract void Dispose();
}

/// <summary>Who uses a wire.</summary>
internal interface IWireUser
{
    /// <summary>Bytes can flow, TLS included.</summary>
    /// <param name="connecting">What TCP took, in time stamps.</param>
    /// <param name="tlsHandshaking">What TLS took, in time stamps; 0 without.</param>
    void Connected(long connecting, long tlsHandshaking);

    /// <summary>All bytes of a send that was not done at once were taken.</summary>
    void Sent();

    /// <summary>Bytes came; they are gone when the call returns. An empty span: the peer will send no more.</summary>
    void Received(ReadOnlySpan<byte> bytes);

    /// <summary>It is broken and closed.</summary>
    /// <param name="error">One of <see cref="TransportError"/>.</param>
    /// <param name="message">For people.</param>
    void Failed(string error, string message);
}

/// <summary>How a wire connects.</summary>
/// <param name="Tls">How TLS is agreed on, and with whom; null for plain TCP.</param>
/// <param name="Bind">The own address to come from; null for what the system chooses.</param>
internal sealed record WireOptions(SslClientAuthenticationOptions? Tls = null, IPAddress? Bind = null);
