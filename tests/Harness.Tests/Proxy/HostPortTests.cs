using System.Net;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Tests.Proxy;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData("[::1]:0", "::1", 0)]
    [InlineData("localhost:65535", "localhost", 65535)]
    [InlineData(":80", "", 80)]
    public void Parse_WellFormed_GivesHostAndPort(string text, string host, int port) =>
        Assert.Equal(new HostPort(host, port), HostPort.Parse(text, minPort: 0, "here"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("::1:80")]
    [InlineData("a b:80")]
    [InlineData("[]:80")]
    [InlineData("host:")]
    [InlineData("host:-1")]
    [InlineData("host:+1")]
    [InlineData("host:65536")]
    [InlineData("host:99999999999")]
    public void Parse_Malformed_SaysWhereAndWhat(string? text)
    {
        var failure = Assert.Throws<ProxyException>(() => HostPort.Parse(text, minPort: 0, "Proxy 'x', listen"));

        Assert.Equal(ProxyErrorKind.AddressMalformed, failure.Kind);
        Assert.Equal(text, failure.Address);
        Assert.StartsWith($"Proxy 'x', listen: address '{text}' is malformed: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToListenEndPoint_Localhost_IsLoopback() =>
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 7), new HostPort("LocalHost", 7).ToListenEndPoint("here"));

    [Fact]
    public void ToListenEndPoint_NoHost_IsEveryAddress() =>
        Assert.Equal(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 7), new HostPort("", 7).ToListenEndPoint("here"));

    [Fact]
    public void ToDialEndPoint_NoHost_IsThisMachine() => Assert.Equal(new DnsEndPoint("localhost", 7), new HostPort("", 7).ToDialEndPoint());

    [Fact]
    public void ToListenEndPoint_AnotherName_IsRefused() =>
        Assert.Throws<ProxyException>(() => new HostPort("shop.local", 7).ToListenEndPoint("here"));
}
