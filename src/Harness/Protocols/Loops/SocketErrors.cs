using System.Net.Sockets;

namespace Harness.Protocols.Loops;

/// <summary>What the operating system says of a socket, as one of <see cref="TransportError"/>.</summary>
internal static class SocketErrors
{
    /// <summary>The class of an error.</summary>
    public static string Classify(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => TransportError.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TransportError.Reset,
        SocketError.TimedOut => TransportError.ConnectTimeout,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => TransportError.Dns,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown => TransportError.Unreachable,
        SocketError.AddressNotAvailable or SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => TransportError.Generator,
        _ => TransportError.Other,
    };

    /// <summary>The error for people, with what would help where it is the generator's own.</summary>
    public static string Message(SocketError error) => error switch
    {
        SocketError.AddressNotAvailable => "no local port is free: keep connections alive, or let the load come from several addresses",
        SocketError.TooManyOpenSockets => "no file descriptor is free: raise ulimit -n, or limit the connections",
        _ => new SocketException((int)error).Message,
    };
}
