using Harness.Docker;
using Harness.Tests.Plans;

namespace Harness.Tests.Docker;

/// <summary>How the faults that only containers have are read, and what is said of mistakes.</summary>
public sealed class ContainerFaultReadingTests
{
    private const string Settings = """
        { "targets": { "box": { "container": { "name": "box" } }, "shop": { "url": "http://127.0.0.1:5080", "health": "/h", "chaos": true, "process": { "command": "x" } } } }
        """;

    private static Harness.Plans.PlanReading Read(string fault, string settings = Settings) => Sample.Read(
        $"load: {{ executor: constant-vus, duration: 60s }}\nsteps: [ {{ get: 'http://127.0.0.1:1/' }} ]\nfaults: [ {{ name: f, at: 1s, for: 5s, {fault} }} ]\n", settings);

    [Theory]
    [InlineData("disconnect: { target: box }", "box cut off from all its networks")]
    [InlineData("disconnect: { target: box, networks: back }", "box cut off from back")]
    [InlineData("disconnect: { target: box, networks: [back, front] }", "box cut off from back and front")]
    [InlineData("exec: { target: box, command: [redis-cli, flush all] }", "redis-cli 'flush all' in box")]
    [InlineData("fill-disk: { target: box, path: /tmp, size: 200MB }", "200 MB of the disk under /tmp taken on box")]
    [InlineData("stress: { target: box, cpu: 2, memory: 64MB, pick: one }", "2 CPU busy, 64 MB of memory taken on one of box")]
    public void Read_Right_SaysWhatItDoes(string fault, string description)
    {
        var reading = Read(fault);
        Assert.Empty(reading.Problems);
        Assert.Equal(description, Assert.Single(reading.Plan!.Faults).Action.Description);
    }

    [Theory]
    [InlineData("disconnect: { target: shop }", "'shop' is a process, and faults.disconnect acts on a container; there is box")]
    [InlineData("exec: { target: box }", "faults.exec needs 'command'")]
    [InlineData("exec: { target: box, command: [] }", "faults.exec.command is an empty list")]
    [InlineData("exec: { target: box, command: [x], timeout: 31s }", "faults.exec.timeout is '31s'; it is at least 100ms and at most 30s")]
    [InlineData("exec: { target: box, command: [x], exitCodes: 256 }", "faults.exec.exitCodes is '256'; it is a whole number from 0 to 255")]
    public void Read_Wrong_SaysWhatWouldBeRight(string fault, string expected) => Assert.StartsWith(expected, Assert.Single(Read(fault).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("data")]
    [InlineData("./data:data")]
    [InlineData("./data:/data:rx")]
    public void Read_WrongMount_SaysWhatWouldBeRight(string mount) => Assert.StartsWith(
        $"targets.box.container.mounts is '{mount}'; it is source:target or source:target:ro",
        Assert.Single(Read("pause: { target: box }", Settings.Replace("\"container\": { \"name\": \"box\" }", $"\"url\": \"http://127.0.0.1:1\", \"chaos\": true, \"container\": {{ \"image\": \"x\", \"mounts\": [\"{mount}\"] }}", StringComparison.Ordinal)).Problems).Message, StringComparison.Ordinal);

    /// <summary>What each update holds: NanoCPUs, quota, period, memory, swap.</summary>
    private static (long, long, long, long, long) Update(global::Docker.DotNet.Models.ContainerUpdateParameters update) => (update.NanoCPUs, update.CPUQuota, update.CPUPeriod, update.Memory, update.MemorySwap);

    [Fact]
    public void Restoring_WhatIsAsBefore_SaysNothing_AndOnVersion2SwapHasItsOwnWord()
    {
        var none = ContainerLimits.Read(new());
        var tight = ContainerLimits.Read(new() { CPUQuota = 25_000, Memory = 64_000_000, MemorySwap = 64_000_000 });

        Assert.Equal((0, 0, 0, 0, 0), Update(ContainerLimits.Restoring(none, none, isUnified: false)));
        Assert.Equal((0, -1, 0, 9223372036854771712, 9223372036854771712), Update(ContainerLimits.Restoring(none, tight, isUnified: false)));
        Assert.Equal((0, -1, 0, 9223372036854771712, -1), Update(ContainerLimits.Restoring(none, tight, isUnified: true)));
        Assert.Equal(none, ContainerLimits.Read(new() { CPUQuota = -1, Memory = 9223372036854771712, MemorySwap = -1 }));
    }
}
