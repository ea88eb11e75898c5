using Docker.DotNet.Models;
using Harness.Docker;
using Harness.Journal;
using Harness.Running;

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

    private static double Growth(List<TargetSample> samples, Func<TargetSample, double?> total) =>
        (total(samples[^1]) - total(samples[0]))!.Value / (samples[^1].Taken - samples[0].Taken)!.Value.TotalSeconds;

    [Fact]
    public async Task Watch_OfABusyContainer_ShowsIt_ThroughAPauseAndAKillAndARestart()
    {
        var (id, name) = await docker.Start(create =>
        {
            create.HostConfig = new HostConfig { NanoCPUs = 500_000_000, Memory = 100_000_000 };
            create.Cmd = ["sh", "-c", "while true; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; done"];
        });
        using var engine = new Engine(TimeProvider.System);
        var samples = new List<TargetSample>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(90));

        await foreach (var sample in new ContainerSignals(engine, TimeProvider.System).Watch([DockerFixture.Named(name)], null, enough.Token))
        {
            samples.Add(sample);
            if (samples.Count == 5) await docker.Client.Containers.PauseContainerAsync(id, Token);
            if (samples.Count == 9) await docker.Client.Containers.UnpauseContainerAsync(id, Token);
            if (samples.Count == 10) await docker.Client.Containers.KillContainerAsync(id, new(), Token);
            if (samples.Count == 13) await docker.Client.Containers.StartContainerAsync(id, new(), Token);
            if (samples.Count > 13 && samples.TakeLast(3).All(one => one is { State: TargetState.Running, Taken: not null })) break;
        }

        var busy = samples[..5];
        Assert.All(busy, sample => Assert.Equal(("target", name, 0.5, 100_000_000, TargetState.Running), (sample.Target, sample.Instance, sample.CpuLimit, sample.MemoryLimitBytes, sample.State)));
        Assert.All(busy.Zip(busy.Skip(1)), pair => Assert.InRange((pair.Second.Taken - pair.First.Taken)!.Value.TotalSeconds, 0.5, 3));
        Assert.InRange(Growth(busy, sample => sample.CpuTime.TotalSeconds), 0.05, 0.7);
        Assert.InRange(busy.Max(sample => sample.MemoryBytes), 10_000, 100_000_000);
        var paused = samples.Where(sample => sample.State == TargetState.Paused).Skip(1).ToList();
        Assert.Equal(paused[0].CpuTime, paused[^1].CpuTime);
        Assert.Contains(samples, sample => sample is { State: TargetState.Stopped, Taken: null });
        Assert.True(samples[^1].CpuTime < samples[4].CpuTime, "its counters begin anew with it");
    }

    [Fact]
    public async Task Watch_OfOneThatIsServed_CountsItsTraffic()
    {
        var (id, name) = await docker.Start(create => create.Cmd = ["httpd", "-f", "-p", "80", "-h", "/bin"]);
        var address = (await docker.Networks(id)).Networks!["bridge"].IPAddress;
        await docker.Start(create => create.Cmd = ["sh", "-c", $"while true; do wget -q -O /dev/null http://{address}/busybox; sleep 0.2; done"]);
        using var engine = new Engine(TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(60));
        TargetSample? first = null;

        await foreach (var sample in new ContainerSignals(engine, TimeProvider.System).Watch([DockerFixture.Named(name)], null, enough.Token))
        {
            first ??= sample;
            if (sample.NetworkSentBytes - first.NetworkSentBytes > 4_000_000 && sample.NetworkReceivedBytes - first.NetworkReceivedBytes > 1_000) return;
        }
    }

    [Fact]
    public async Task Watch_OfTargetsThatAreNoContainers_EndsAtOnce()
    {
        using var engine = new Engine(TimeProvider.System);

        await foreach (var _ in new ContainerSignals(engine, TimeProvider.System).Watch([new() { Name = "address" }], null, Token)) Assert.Fail("there is nothing to tell");
    }

    [Fact]
    public void Sample_OfAReading_HasItsTotalsAndLimits()
    {
        var reading = new ContainerStatsResponse
        {
            Read = DateTime.UnixEpoch.AddSeconds(5),
            CPUStats = new CPUStats { CPUUsage = new CPUUsage { TotalUsage = 1_500_000_000 } },
            MemoryStats = new MemoryStats { Usage = 1000, Limit = 8000, Stats = new Dictionary<string, ulong> { ["inactive_file"] = 300 } },
            Networks = new Dictionary<string, NetworkStats> { ["eth0"] = new() { RxBytes = 100, TxBytes = 7 }, ["eth1"] = new() { RxBytes = 5 } },
            BlkioStats = new BlkioStats { IoServiceBytesRecursive = [new BlkioStatEntry { Op = "Read", Value = 50 }, new BlkioStatEntry { Op = "Write", Value = 10 }, new BlkioStatEntry { Op = "write", Value = 1 }] },
        };
        var container = new ContainerInspectResponse { State = new State { Running = true }, HostConfig = new HostConfig { CPUQuota = 75_000, CPUPeriod = 50_000 } };

        Assert.Equal(new TargetSample
        {
            Target = "fronts",
            Instance = "front-1",
            Taken = TimeSpan.FromSeconds(5),
            CpuTime = TimeSpan.FromSeconds(1.5),
            CpuLimit = 1.5,
            MemoryBytes = 700,
            NetworkReceivedBytes = 105,
            NetworkSentBytes = 7,
            DiskReadBytes = 50,
            DiskWrittenBytes = 11,
            State = TargetState.Running,
        }, ContainerSignals.Sample(reading, container, "fronts", "front-1"));
    }
}
