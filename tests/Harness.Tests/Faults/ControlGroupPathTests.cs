using Harness.Faults;

namespace Harness.Tests.Faults;

/// <summary>Control groups in words (cgroups(7), cgroup-v2): this machine may have only one of the two versions.</summary>
public sealed class ControlGroupPathTests
{
    private static readonly string[] Hybrid = ["4:memory:/shop", "2:cpu,cpuacct:/", "1:name=systemd:/", "0::/init.scope"];

    [Fact]
    public void Read_OfVersion1_GivesTheControllers() =>
        Assert.Equal(new Dictionary<string, string> { ["memory"] = "/shop", ["cpu"] = "/" }, ControlGroupPath.Read(Hybrid, isUnified: false));

    [Fact]
    public void Read_OfVersion2_GivesTheUnifiedOne() =>
        Assert.Equal(new Dictionary<string, string> { ["unified"] = "/system.slice/shop.service" }, ControlGroupPath.Read(["0::/system.slice/shop.service"], isUnified: true));

    [Theory]
    [InlineData("cpu", "/", "/harness-7")]
    [InlineData("memory", "/shop", "/shop/harness-7")]
    [InlineData("cpu", "/harness-7", "/harness-7/harness-7")]
    [InlineData("unified", "/", "/harness-7")]
    [InlineData("unified", "/init.scope", "/harness-7")]
    [InlineData("unified", "/system.slice/shop.service", "/system.slice/harness-7")]
    [InlineData("unified", "/system.slice/harness-7", "/system.slice/harness-7+")]
    [InlineData("unified", "/system.slice/harness-7+", "/system.slice/harness-7++")]
    public void Own_OfAGroup_IsInsideInVersion1AndBesideInVersion2(string controller, string before, string own) => Assert.Equal(own, ControlGroupPath.Own(controller, before, "7"));

    [Fact]
    public void Above_OfAGroup_BeginsAtTheRoot() => Assert.Equal(["/", "/a", "/a/b"], ControlGroupPath.Above("/a/b/c"));

    [Theory]
    [InlineData("max 100000", 20_000L, "20000 100000")]
    [InlineData("50000 100000", 20_000L, "20000 100000")]
    [InlineData("5000 50000", 20_000L, "10000 100000")]
    [InlineData("5000 50000", null, "10000 100000")]
    [InlineData("max 100000", null, null)]
    [InlineData(null, null, null)]
    public void TighterCpu_OfTwo_IsTheTighter(string? old, long? quota, string? tighter) => Assert.Equal(tighter, ControlGroupPath.TighterCpu(old, quota, 100_000));

    [Theory]
    [InlineData("max", 64L, "64")]
    [InlineData("32", 64L, "32")]
    [InlineData("32", null, "32")]
    [InlineData("max", null, null)]
    public void TighterMemory_OfTwo_IsTheTighter(string? old, long? bytes, string? tighter) => Assert.Equal(tighter, ControlGroupPath.TighterMemory(old, bytes));
}
