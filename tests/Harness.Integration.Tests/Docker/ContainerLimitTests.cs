using Docker.DotNet.Models;
using Harness.Faults;

namespace Harness.Integration.Tests.Docker;

/// <summary>Limits tightened and put back, from whatever a container had: the engine's numbers and the kernel's.</summary>
public sealed class ContainerLimitTests : IClassFixture<DockerFixture>
{
    private const long MiB = 1 << 20;

    private readonly DockerFixture docker;

    public ContainerLimitTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>NanoCPUs, quota, period, memory, memory and swap.</summary>
    public static TheoryData<long, long, long, long, long> Limits => new()
    {
        { 0, 0, 0, 0, 0 },
        { 1_500_000_000, 0, 0, 0, 0 },
        { 0, 150_000, 0, 0, 0 },
        { 0, 60_000, 50_000, 0, 0 },
        { 0, 0, 0, 256 * MiB, 0 },
        { 0, 0, 0, 256 * MiB, 256 * MiB },
        { 900_000_000, 0, 0, 256 * MiB, -1 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Limit_FromAnything_TightensAndPutsBackExactly_AsOftenAsOneLikes(long nano, long quota, long period, long memory, long swap)
    {
        var (id, name) = await docker.Start(create => create.HostConfig = new HostConfig { NanoCPUs = nano, CPUQuota = quota, CPUPeriod = period, Memory = memory, MemorySwap = swap });
        var (ground, limit) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("limit"));
        var fault = DockerFixture.Planned(new LimitAction("target", Pick.All, 0.25, 64 * MiB));
        var kernel = Kernel(id);
        for (var round = 0; round < 2; round++)
        {
            var undo = await limit.Prepare(fault, ground, Token);
            await limit.Inject(fault, undo, ground, Token);
            var now = Kernel(id);
            if (now is [var runs, var of, var bytes, ..]) Assert.Equal((0.25, $"{64 * MiB}"), (Number(runs) / Number(of), bytes));

            Assert.True((await limit.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token)).Verified);
            Assert.True((await limit.Heal(undo, ground, Token)).Verified);
            Assert.Equal(kernel, Kernel(id));
        }
        // What it starts with the next time is as it was, too.
        await docker.Client.Containers.RestartContainerAsync(id, new ContainerRestartParameters { WaitBeforeKillSeconds = 1 }, Token);
        Assert.Equal(kernel, Kernel(id));
    }

    [Fact]
    public async Task Limit_LooserThanWhatHolds_ChangesNothing()
    {
        var (id, name) = await docker.Start(create => create.HostConfig = new HostConfig { NanoCPUs = 200_000_000, Memory = 64 * MiB });
        var (ground, limit) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("limit"));
        var fault = DockerFixture.Planned(new LimitAction("target", Pick.All, 1.5, 512 * MiB));
        var kernel = Kernel(id);

        var undo = await limit.Prepare(fault, ground, Token);
        await limit.Inject(fault, undo, ground, Token);
        Assert.Equal(kernel, Kernel(id));

        Assert.True((await limit.Heal(undo, ground, Token)).Verified);
        Assert.Equal(kernel, Kernel(id));
    }

    [Fact]
    public async Task Limits_OfTwoFaults_AreUndoneInReverse()
    {
        var (id, name) = await docker.Start();
        var (ground, limit) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("limit"));
        var (wide, narrow) = (DockerFixture.Planned(new LimitAction("target", Pick.All, 0.5, null)), DockerFixture.Planned(new LimitAction("target", Pick.All, 0.1, 64 * MiB)));
        var none = Kernel(id);
        var outer = await limit.Prepare(wide, ground, Token);
        await limit.Inject(wide, outer, ground, Token);
        var half = Kernel(id);
        var inner = await limit.Prepare(narrow, ground, Token);
        await limit.Inject(narrow, inner, ground, Token);

        await limit.Heal(inner, ground, Token);
        Assert.Equal(half, Kernel(id));
        await limit.Heal(outer, ground, Token);
        Assert.Equal(none, Kernel(id));
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Quota, period, memory, memory and swap, as the kernel has them; empty where this machine does not show them.</summary>
    private static IReadOnlyList<string> Kernel(string id)
    {
        string[] files = [$"cpu/docker/{id}/cpu.cfs_quota_us", $"cpu/docker/{id}/cpu.cfs_period_us", $"memory/docker/{id}/memory.limit_in_bytes", $"memory/docker/{id}/memory.memsw.limit_in_bytes"];
        return File.Exists(Path.Combine("/sys/fs/cgroup", files[0])) ? [.. files.Select(file => Path.Combine("/sys/fs/cgroup", file)).Where(File.Exists).Select(file => File.ReadAllText(file).Trim())] : [];
    }
}
