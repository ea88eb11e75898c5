using Harness.Load;

namespace Harness.Tests.Load;

public sealed class MachineLimitsTests
{
    [Theory]
    [InlineData(500, 1024, 28_232, null)]
    [InlineData(1000, 1024, 28_232, "The load needs 1,000 connections, and this process may have 1,024 files open: raise ulimit -n, or set connections.max.")]
    [InlineData(30_000, 100_000, 28_232, "The load needs 30,000 connections, and this machine has 28,232 local ports: widen net.ipv4.ip_local_port_range, or set connections.max.")]
    [InlineData(1_000_000, null, null, null)]
    public void Missing_MoreThanTheMachineAllows_SaysWhatWouldHelp(double connections, int? files, int? ports, string? expected) => Assert.Equal(expected, MachineLimits.Missing(connections, files, ports));

    [Fact]
    public void Limits_OnLinux_AreRead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "read from /proc");
        Assert.True(MachineLimits.Files > 0);
        Assert.True(MachineLimits.Ports > 0);
    }
}
