using System.Net.Sockets;

namespace Harness.Protocols.Loops;

/// <summary>What the operating system says of a socket, as one of <see cref="TransportError"/>.</summary>
internal static class SocketErrors
{
    /// <summary>The class of an error.</summary>
    /// <param name="error">What the system says.</param>
    /// <param name="isConnected">True where the connection had been made: whatever says that there is no way to the peer then says that it broke.</param>
    public static string Classify(SocketError error, bool isConnected) => error switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TransportError.Reset,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => TransportError.Dns,
        // No port is free: told by connecting (EADDRNOTAVAIL), or by taking one of an own address (EADDRINUSE).
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse or SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => TransportError.Generator,
        SocketError.ConnectionRefused => isConnected ? TransportError.Reset : TransportError.Refused,
        SocketError.TimedOut => isConnected ? TransportError.Reset : TransportError.ConnectTimeout,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown => isConnected ? TransportError.Reset : TransportError.Unreachable,
        _ => TransportError.Other,
    };

    /// <summary>The error for people, with what would help where it is the generator's own.</summary>
    public static string Message(SocketError error) => error switch
    {
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => "no local port is free: keep connections alive, or let the load come from several addresses",
        SocketError.TooManyOpenSockets => "no file descriptor is free: raise ulimit -n, or limit the connections",
        _ => new SocketException((int)error).Message,
    };
}
