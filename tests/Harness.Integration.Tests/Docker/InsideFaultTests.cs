using Harness.Docker;
using Harness.Faults;
using Harness.Plans;
using Harness.Running;

namespace Harness.Integration.Tests.Docker;

/// <summary>What is done inside containers: commands, full disks, pressure.</summary>
public sealed class InsideFaultTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public InsideFaultTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(IFault Kind, PlannedFault Fault, Undo Undo, Ground Ground)> Prepare(string name, FaultAction action, TimeSpan? length = null)
    {
        var (kind, fault, ground) = (DockerFixture.Kind(action.Kind), DockerFixture.Planned(action, length), docker.Ground(DockerFixture.Named(name)));
        return (kind, fault, await kind.Prepare(fault, ground, Token), ground);
    }

    private static ExecAction Exec(IReadOnlyList<string> command, params IReadOnlyList<string> undo) => new("target", Pick.All, command, undo, TimeSpan.FromSeconds(10), [0]);

    [Fact]
    public async Task Exec_RunsTheCommand_AndItsUndo()
    {
        var (id, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, Exec(["touch", "/tmp/a file"], "rm", "-f", "/tmp/a file"));

        await kind.Inject(fault, undo, ground, Token);
        await docker.Has(id, "/tmp/a file");
        var healing = await kind.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token);

        Assert.Equal($"rm in {name} ended with 0", healing.Note);
        Assert.DoesNotContain("a file", await docker.Inside(id, "ls", "/tmp"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_ThatFails_SaysWithWhat_UnlessThatIsRight()
    {
        var (_, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, Exec(["sh", "-c", "echo no room >&2; exit 3"]));
        Assert.Equal($"sh in {name} ended with 3, and 0 is right: no room", (await Assert.ThrowsAsync<FaultException>(() => kind.Inject(fault, undo, ground, Token))).Message);
        Assert.Equal("its command has ended, and nothing is to be undone", (await kind.Heal(undo, ground, Token)).Note);

        (kind, fault, undo, ground) = await Prepare(name, Exec(["sh", "-c", "exit 3"]) with { ExitCodes = [0, 3] });
        await kind.Inject(fault, undo, ground, Token);

        (kind, fault, undo, ground) = await Prepare(name, Exec(["no-such-program"]) with { ExitCodes = [0, 126, 127] });
        Assert.Contains("no-such-program", (await Assert.ThrowsAsync<FaultException>(() => kind.Inject(fault, undo, ground, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_ThatDoesNotEnd_IsEnded()
    {
        var (id, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, Exec(["sleep", "12345"]) with { Timeout = TimeSpan.FromSeconds(1) });

        var problem = await Assert.ThrowsAsync<FaultException>(() => kind.Inject(fault, undo, ground, Token));

        Assert.Equal($"sleep did not end in {name} within 1 s, and was ended", problem.Message);
        await Poll.UntilAsync("it is gone", TimeSpan.FromSeconds(10), async () => !(await Processes(id)).Contains("12345", StringComparison.Ordinal), Token);
    }

    private async Task<string> Processes(string id) =>
        string.Join('\n', (await docker.Client.Containers.ListProcessesAsync(id, new() { PsArgs = "-eo pid,args" }, Token)).Processes.Select(process => string.Join(' ', process)));

    [Fact]
    public async Task FillDisk_TakesThatMuch_AndGivesItBack()
    {
        var (id, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, new FillDiskAction("target", Pick.All, "/tmp", 30_000_000));

        await kind.Inject(fault, undo, ground, Token);
        var file = Assert.Single((await docker.Inside(id, "sh", "-c", "ls -s /tmp/harness-*")).Trim().Split('\n')).Split(' ');
        Assert.InRange(int.Parse(file[0], System.Globalization.CultureInfo.InvariantCulture) * 1024, 30_000_000, 33_000_000);
        Assert.StartsWith("/tmp/harness-", file[1], StringComparison.Ordinal);
        var healing = await kind.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token);

        Assert.Equal($"{name} is relieved", healing.Note);
        Assert.DoesNotContain("harness", await docker.Inside(id, "ls", "/tmp"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FillDisk_ThatNobodyHeals_IsGivenBackByItself()
    {
        var (id, name) = await docker.Start();
        var ground = docker.Ground(DockerFixture.Named(name));
        var (driver, victim) = (ContainerDriver.Of(ground), Assert.Single(await ContainerDriver.Of(ground).Find(DockerFixture.Named(name), Token)));

        await driver.Press(victim, new Pressure("harness-alone", TimeSpan.FromSeconds(4)) { Folder = "/tmp", DiskBytes = 5_000_000 }, ground.Scope!, Token);
        Assert.True(await driver.IsPressed(victim, "harness-alone", "/tmp", Token));

        await Poll.UntilAsync("the file is gone", TimeSpan.FromSeconds(20), async () => !await driver.IsPressed(victim, "harness-alone", "/tmp", Token), Token);
        await Poll.UntilAsync("so is who watched it", TimeSpan.FromSeconds(10), async () => !(await Processes(id)).Contains("harness-", StringComparison.Ordinal), Token);
    }

    /// <summary>What was free when it was asked for may be taken meanwhile, by another container on the same disk.</summary>
    [Fact]
    public async Task FillDisk_OfADiskThatOthersFilledMeanwhile_StopsBeforeItsEnd()
    {
        var (id, name) = await docker.Start();
        var ground = docker.Ground(DockerFixture.Named(name));
        var (driver, victim) = (ContainerDriver.Of(ground), Assert.Single(await ContainerDriver.Of(ground).Find(DockerFixture.Named(name), Token)));

        var problem = await Assert.ThrowsAsync<FaultException>(() => driver.Press(victim, new Pressure("harness-much", TimeSpan.FromSeconds(30)) { Folder = "/dev/shm", DiskBytes = 80_000_000 }, ground.Scope!, Token));

        Assert.Equal($"{name}: its disk cannot be filled: less than 5 % of the disk would be left", problem.Message);
        Assert.Equal("", (await docker.Inside(id, "ls", "/dev/shm")).Trim());
    }

    [Fact]
    public async Task Pressure_OnSeveral_IsTheirSum()
    {
        var (_, first) = await docker.Start();
        var (_, second) = await docker.Start();
        var ground = docker.Ground(DockerFixture.Named(first) with { Name = "first" }, DockerFixture.Named(second) with { Name = "second" }, new Target { Name = "target", Instances = ["first", "second"] });
        async Task<string> Problem(FaultAction action) => (await Assert.ThrowsAsync<RefusedException>(() => DockerFixture.Kind(action.Kind).Prepare(DockerFixture.Planned(action), ground, Token))).Message;
        var machine = (await docker.Client.System.GetSystemInfoAsync(Token)).MemTotal;

        Assert.Contains("2 of them have no limit of memory, and ", await Problem(new StressAction("target", Pick.All, null, null, (long)(machine * 0.4), null)), StringComparison.Ordinal);
        Assert.Contains("12 GB (2 times 6 GB) is more than the 10 GB", await Problem(new FillDiskAction("target", Pick.All, "/tmp", 6_000_000_000)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FillDisk_OfAFullOrMissingFolder_IsRefusedBefore()
    {
        var (_, name) = await docker.Start();
        // The engine gives every container 64 MiB of shared memory.
        Assert.Contains("would leave less than 5", (await Assert.ThrowsAsync<RefusedException>(() => Prepare(name, new FillDiskAction("target", Pick.All, "/dev/shm", 65_000_000)))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", (await Assert.ThrowsAsync<FaultException>(() => Prepare(name, new FillDiskAction("target", Pick.All, "/data", 1_000_000)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FillDisk_InsideAContainerThatStoppedMeanwhile_IsNotSaidToBeHealed()
    {
        var (id, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, new FillDiskAction("target", Pick.All, "/tmp", 1_000_000));
        await kind.Inject(fault, undo, ground, Token);
        await docker.Client.Containers.KillContainerAsync(id, new(), Token);

        Assert.Contains("does not run, so the file /tmp/harness-", (await Assert.ThrowsAsync<FaultException>(() => kind.Heal(undo, ground, Token))).Message, StringComparison.Ordinal);
        await docker.Client.Containers.StartContainerAsync(id, new(), Token);
        Assert.True((await kind.Heal(undo, ground, Token)).Verified);
    }

    [Fact]
    public async Task Stress_UsesProcessorsAndMemory_UntilItIsHealed()
    {
        var (id, name) = await docker.Start();
        var (kind, fault, undo, ground) = await Prepare(name, new StressAction("target", Pick.All, 1, null, 80_000_000, null), TimeSpan.FromSeconds(60));
        using var engine = new Engine(TimeProvider.System);

        await kind.Inject(fault, undo, ground, Token);
        TargetSample? first = null;
        var (cores, memory) = (0.0, 0L);
        await foreach (var sample in new ContainerSignals(engine, TimeProvider.System).Watch([DockerFixture.Named(name)], null, Token))
        {
            first ??= sample;
            if (sample.Taken > first.Taken) cores = (sample.CpuTime - first.CpuTime) / (sample.Taken.Value - first.Taken.Value);
            memory = Math.Max(memory, sample.MemoryBytes);
            if ((cores > 0.2 && memory > 80_000_000) || sample.Taken - first.Taken > TimeSpan.FromSeconds(30)) break;
        }
        Assert.InRange(cores, 0.2, 3);
        Assert.InRange(memory, 80_000_000, 300_000_000);
        Assert.True((await kind.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token)).Verified);

        Assert.DoesNotContain("harness-", await Processes(id), StringComparison.Ordinal);
        await Poll.UntilAsync("only its own processes are left", TimeSpan.FromSeconds(10), async () => !(await Processes(id)).Contains("tail", StringComparison.Ordinal), Token);
    }

    [Fact]
    public async Task Stress_ThatNobodyHeals_EndsByItself()
    {
        var (id, name) = await docker.Start();
        var ground = docker.Ground(DockerFixture.Named(name));
        var (driver, victim) = (ContainerDriver.Of(ground), Assert.Single(await ContainerDriver.Of(ground).Find(DockerFixture.Named(name), Token)));

        await driver.Press(victim, new Pressure("harness-alone", TimeSpan.FromSeconds(3)) { Cpus = 2, MemoryBytes = 10_000_000 }, ground.Scope!, Token);
        Assert.Contains("harness-", await Processes(id), StringComparison.Ordinal);

        await Poll.UntilAsync("its processes are gone", TimeSpan.FromSeconds(20), async () => await Processes(id) is var now && !now.Contains("harness-", StringComparison.Ordinal) && !now.Contains("tail", StringComparison.Ordinal), Token);
        Assert.Equal("", (await docker.Inside(id, "ls", "/dev/shm")).Trim());
    }

    [Fact]
    public async Task Stress_BeyondTheContainersMemory_IsRefused()
    {
        var (_, name) = await docker.Start(create => create.HostConfig!.Memory = 64_000_000);
        Assert.Equal($"f would press too much on {name}: it may have 64 MB of memory, so 65 MB cannot be held in it", (await Assert.ThrowsAsync<RefusedException>(() => Prepare(name, new StressAction("target", Pick.All, null, null, 65_000_000, null)))).Message);
    }

    [Fact]
    public async Task Fault_ThatNeedsAShell_InAContainerWithoutOne_SaysSo()
    {
        var (id, name) = await docker.Start(create => create.Cmd = ["/bin/busybox", "sleep", "1000"]);
        await docker.Inside(id, "/bin/busybox", "rm", "/bin/sh");

        foreach (var action in (FaultAction[])[new StressAction("target", Pick.All, 1, null, null, null), new FillDiskAction("target", Pick.All, "/tmp", 1_000_000)])
            Assert.Equal($"{name} has no /bin/sh, which this fault needs inside the container", (await Assert.ThrowsAsync<FaultException>(() => Prepare(name, action))).Message);
    }
}
