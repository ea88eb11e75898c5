using System.Net.Sockets;
using Harness.Protocols;
using Harness.Protocols.Loops;

namespace Harness.Tests.Protocols.Loops;

public sealed class SocketErrorsTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, TransportError.Refused)]
    [InlineData(SocketError.TimedOut, TransportError.ConnectTimeout)]
    [InlineData(SocketError.HostUnreachable, TransportError.Unreachable)]
    [InlineData(SocketError.NetworkUnreachable, TransportError.Unreachable)]
    [InlineData(SocketError.HostNotFound, TransportError.Dns)]
    [InlineData(SocketError.AddressNotAvailable, TransportError.Generator)]
    [InlineData(SocketError.AddressAlreadyInUse, TransportError.Generator)]
    [InlineData(SocketError.TooManyOpenSockets, TransportError.Generator)]
    [InlineData(SocketError.AccessDenied, TransportError.Other)]
    public void Classify_WhileConnecting_SaysWhyThereIsNoConnection(SocketError error, string expected) => Assert.Equal(expected, SocketErrors.Classify(error, isConnected: false));

    /// <summary>A peer that a network lost, or whose machine answers no more, is told of long after the connection was made.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionReset, TransportError.Reset)]
    [InlineData(SocketError.ConnectionRefused, TransportError.Reset)]
    [InlineData(SocketError.TimedOut, TransportError.Reset)]
    [InlineData(SocketError.HostUnreachable, TransportError.Reset)]
    [InlineData(SocketError.NetworkDown, TransportError.Reset)]
    [InlineData(SocketError.NoBufferSpaceAvailable, TransportError.Generator)]
    public void Classify_OfAConnection_SaysThatItBroke(SocketError error, string expected) => Assert.Equal(expected, SocketErrors.Classify(error, isConnected: true));
}
