using Docker.DotNet.Models;
using Harness.Docker;

namespace Harness.Integration.Tests.Docker;

/// <summary>What the engine says of a container's use of its machine.</summary>
public sealed class ContainerSignalsTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public ContainerSignalsTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_OfABusyContainer_ShowsItSecondBySecond_ThroughAPauseAndARestart_UntilItIsRemoved()
    {
        // One that writes, sends to itself, and computes with half a processor.
        var (id, _) = await docker.Start(create =>
        {
            create.HostConfig = new HostConfig { NanoCPUs = 500_000_000, Memory = 100_000_000 };
            create.Cmd = ["sh", "-c", "while true; do dd if=/dev/zero of=/tmp/x bs=1048576 count=4 conv=fsync 2>/dev/null; echo 'GET /' | nc -w 1 1.1.1.1 9 2>/dev/null & i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; done"];
        });
        using var engine = new Engine(TimeProvider.System);
        var samples = new List<ContainerSample>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(60));

        await foreach (var sample in new ContainerSignals(engine, TimeProvider.System).Watch(id, enough.Token))
        {
            samples.Add(sample);
            if (samples.Count == 4) await docker.Client.Containers.PauseContainerAsync(id, Token);
            if (samples.Count == 7) await docker.Client.Containers.UnpauseContainerAsync(id, Token);
            if (samples.Count == 8) await docker.Client.Containers.KillContainerAsync(id, new(), Token);
            if (samples.Count == 11) await docker.Remove(id);
        }

        Assert.InRange(samples.Count, 11, 14);
        var busy = samples[..4];
        Assert.All(busy, sample => Assert.Equal(("running", 0.5, 100_000_000), (sample.State, sample.CpuLimit, sample.MemoryLimitBytes)));
        Assert.All(busy.Zip(busy.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 0.5, 3));
        Assert.InRange(busy.Average(sample => sample.Cpus), 0.1, 0.7);
        Assert.InRange(busy.Max(sample => sample.MemoryBytes), 100_000, 100_000_000);
        // Not every kernel counts what a container writes to disks.
        Assert.True(busy.Max(sample => sample.WrittenBytesPerSecond) is null or > 100_000);
        var paused = samples.Where(sample => sample.State == "paused").ToList();
        Assert.NotEmpty(paused);
        Assert.InRange(paused[^1].Cpus, 0, 0.01);
        Assert.Contains(samples, sample => sample is { State: "exited", Cpus: 0 });
    }

    [Fact]
    public void Sample_OfTwoReadings_IsWhatLiesBetweenThem()
    {
        using var engine = new Engine(TimeProvider.System);
        static ContainerStatsResponse At(int second, ulong cpu, ulong received, ulong written) => new()
        {
            Read = new DateTime(2026, 1, 1, 0, 0, second, DateTimeKind.Utc),
            CPUStats = new CPUStats { CPUUsage = new CPUUsage { TotalUsage = cpu }, OnlineCPUs = 4 },
            MemoryStats = new MemoryStats { Usage = 1000, Limit = 8000, Stats = new Dictionary<string, ulong> { ["inactive_file"] = 300 } },
            Networks = new Dictionary<string, NetworkStats> { ["eth0"] = new() { RxBytes = received, TxBytes = 7 }, ["eth1"] = new() { RxBytes = 5 } },
            BlkioStats = new BlkioStats { IoServiceBytesRecursive = [new BlkioStatEntry { Op = "Read", Value = 50 }, new BlkioStatEntry { Op = "Write", Value = written }, new BlkioStatEntry { Op = "write", Value = 1 }] },
        };
        var container = new ContainerInspectResponse { State = new State { Status = "running" }, HostConfig = new HostConfig { CPUQuota = 75_000, CPUPeriod = 50_000 } };

        var sample = new ContainerSignals(engine, TimeProvider.System).Sample(At(1, 1_000_000_000, 100, 10), At(3, 4_000_000_000, 500, 1010), container);
        var restarted = new ContainerSignals(engine, TimeProvider.System).Sample(At(1, 1_000_000_000, 100, 10), At(2, 5, 0, 0), container);

        Assert.Equal((1.5, 1.5, 700, 8000), (sample.Cpus, sample.CpuLimit, sample.MemoryBytes, sample.MemoryLimitBytes));
        Assert.Equal((200, 0, 0, 500), (sample.ReceivedBytesPerSecond, sample.SentBytesPerSecond, sample.ReadBytesPerSecond, sample.WrittenBytesPerSecond));
        Assert.Equal((0, 0, 0), (restarted.Cpus, restarted.ReceivedBytesPerSecond, restarted.WrittenBytesPerSecond));
    }

    [Fact]
    public async Task Watch_OfOneThatIsServed_CountsItsTraffic()
    {
        var (id, _) = await docker.Start(create => create.Cmd = ["httpd", "-f", "-p", "80", "-h", "/bin"]);
        var address = (await docker.Networks(id)).Networks!["bridge"].IPAddress;
        var (client, _) = await docker.Start(create => create.Cmd = ["sh", "-c", $"while true; do wget -q -O /dev/null http://{address}/busybox; sleep 0.2; done"]);
        using var engine = new Engine(TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(30));
        ContainerSample? sample = null;

        await foreach (var next in new ContainerSignals(engine, TimeProvider.System).Watch(id, enough.Token))
        {
            sample = next;
            if (sample is { SentBytesPerSecond: > 1_000_000, ReceivedBytesPerSecond: > 1_000 }) break;
        }

        Assert.True(sample is { SentBytesPerSecond: > 1_000_000, ReceivedBytesPerSecond: > 1_000 }, $"{sample}");
        await docker.Remove(client);
    }
}
