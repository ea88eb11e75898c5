using System.Net;
using System.Net.Sockets;
using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class ConnectionsReaderTests
{
    private static PlanReading Read(string connections) => Sample.Read($"load: {{ target: shop, vus: 2, duration: 1s, connections: {{ {connections} }} }}\nsteps: [ {{ get: / }} ]\n");

    [Fact]
    public void Read_EveryKey_IsInThePlan()
    {
        var reading = Read("max: 5, reuse: false, reconnectAfter: 3, dnsRefresh: 2s, bind: 127.0.0.2, ip: v4");

        Assert.Equal("", Sample.Text(reading));
        Assert.Equal(new ConnectionPlan { Most = 5, Reuse = false, ReconnectAfter = 3, DnsRefresh = TimeSpan.FromSeconds(2), Bind = IPAddress.Parse("127.0.0.2"), Family = AddressFamily.InterNetwork }, reading.Plan!.Loads[0].Connections);
    }

    [Theory]
    [InlineData("1.1", "1.1")]
    [InlineData("2", "2.0")]
    [InlineData("3", "3.0")]
    public void Read_Http_IsItsVersion(string written, string version) => Assert.Equal(Version.Parse(version), Read($"http: {written}").Plan!.Loads[0].Connections.Http);

    [Theory]
    [InlineData("http: 4", "load.connections.http is '4'")]
    [InlineData("max: 0", "load.connections.max is '0'")]
    [InlineData("bind: here", "load.connections.bind is 'here'; it is an IP address of this machine, such as 127.0.0.2")]
    [InlineData("bind: 127.0.0.2, ip: v6", "bind is 127.0.0.2, which is not an address of that kind")]
    [InlineData("ip: v6", "load.connections.ip is 'v6'; the load goes to 127.0.0.1, which is not an address of that kind")]
    [InlineData("bind: \"::1\"", "load.connections.bind is '::1'; the load goes to 127.0.0.1, which is not an address of that kind")]
    [InlineData("http: 2, reconnectAfter: 3", "reconnectAfter is for HTTP/1.1")]
    [InlineData("pool: 3", "unknown key 'pool' in load.connections")]
    public void Read_Wrong_IsAProblem(string connections, string expected) => Assert.Contains(expected, Sample.Text(Read(connections)), StringComparison.Ordinal);

    [Theory]
    [InlineData("v4", "http://[::1]:5080/x", "load.connections.ip is 'v4'; the load goes to ::1, which is not an address of that kind")]
    [InlineData("v4", "http://127.0.0.1:5080/x", "")]
    [InlineData("v6", "http://[::1]:5080/x/${uuid}", "")]
    [InlineData("v6", "http://localhost:5080/", "")]
    public void Read_StepToAnAddress_MustBeReachable(string ip, string url, string expected)
    {
        var problems = Sample.Text(Sample.Read($"load: {{ vus: 2, duration: 1s, connections: {{ ip: {ip} }} }}\nsteps: [ {{ get: \"{url}\" }} ]\n"));
        if (expected == "") Assert.Equal("", problems);
        else Assert.Contains(expected, problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Tls_OfHarnessJson_IsThatOfEveryLoad()
    {
        var reading = Sample.Read(Sample.Scenario, Sample.Settings.TrimEnd()[..^1] + ", \"tls\": { \"ca\": \"certs/staging.pem\" } }");

        Assert.Equal("", Sample.Text(reading));
        Assert.Equal(new TlsSettings { Authorities = "/root/certs/staging.pem" }, reading.Plan!.Settings.Tls);
        Assert.Equal(reading.Plan.Settings.Tls, Assert.Single(reading.Plan.Loads).Connections.Tls);
    }

    [Fact]
    public void Tls_AuthoritiesOfWhichNothingIsVerified_IsAProblem() =>
        Assert.Contains("tls.ca says whose certificates are believed, and with verify: false all are", Sample.Text(Sample.Read(Sample.Scenario, Sample.Settings.TrimEnd()[..^1] + ", \"tls\": { \"ca\": \"x.pem\", \"verify\": false } }")), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"transport\": \"quic\"", "generator.transport is 'quic'")]
    [InlineData("\"loops\": 0", "generator.loops is '0'")]
    [InlineData("\"spin\": \"1s\"", "generator.spin is '1s'")]
    public void Generator_Wrong_IsAProblem(string generator, string expected) =>
        Assert.Contains(expected, Sample.Text(Sample.Read(Sample.Scenario, Sample.Settings.TrimEnd()[..^1] + $", \"generator\": {{ {generator} }} }}")), StringComparison.Ordinal);
}
