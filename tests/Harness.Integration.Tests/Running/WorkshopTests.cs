using Harness.Cli;
using System.Net.Sockets;
using Harness.Faults;
using Harness.Faults.Companion;
using Harness.Plans;

namespace Harness.Integration.Tests.Running;

/// <summary>The end of a companion: traffic passes until the last fault is healed.</summary>
public sealed class WorkshopTests
{
    /// <summary>A latency whose injection and healing take as long as the test wants.</summary>
    private sealed class Reluctant : IFault
    {
        private readonly IFault latency = KnownKinds.All.Faults.Single(kind => kind.Kind == "latency");

        public TaskCompletionSource MayInject { get; } = new();

        public TaskCompletionSource MayHeal { get; } = new();

        public string Kind => latency.Kind;

        public string Meaning => "It cannot be injected.";

        public Shape Shape { get; } = Shape.Mapping();

        public FaultAction? Read(PlanNode arguments, string name, Settings settings) => latency.Read(arguments, name, settings);

        public string Needs => latency.Needs;

        public string Undoing => latency.Undoing;

        public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => latency.Prepare(fault, ground, ct);

        public async Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
        {
            await MayInject.Task;
            await latency.Inject(fault, undo, ground, CancellationToken.None);
        }

        public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
        {
            await MayHeal.Task;
            return await latency.Heal(undo, ground, ct);
        }
    }

    [Fact]
    public async Task Inject_CancelledHalfWay_IsHealedOnlyAfterTheActHasEnded()
    {
        await using var world = new World();
        var plan = PlanFile.Read(Path.Combine(world.Folder, "small.yaml"), KnownKinds.All.Catalog).Plan!;
        var reluctant = new Reluctant();
        reluctant.MayHeal.SetResult();
        var ledger = Path.Combine(world.Folder, "one.ledger.ndjson");
        using var workshop = new Workshop(plan, new Opening("run", world.Folder, ledger, ProcessIdentity.Own, [], 1, world.Folder, plan.Files), [reluctant], [], TimeProvider.System);
        await workshop.StartProxy("link", TestContext.Current.CancellationToken);
        using var orphaned = new CancellationTokenSource();
        var injecting = workshop.Inject("slow", orphaned.Token);
        await orphaned.CancelAsync();
        var closing = workshop.Close();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.False(closing.IsCompleted);

        reluctant.MayInject.SetResult();

        await injecting;
        Assert.Empty(await closing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Close_WhileAFaultIsBeingHealed_TheProxyStillPassesTraffic()
    {
        await using var world = new World();
        var ct = TestContext.Current.CancellationToken;
        var plan = PlanFile.Read(Path.Combine(world.Folder, "small.yaml"), KnownKinds.All.Catalog).Plan!;
        var reluctant = new Reluctant();
        reluctant.MayInject.SetResult();
        var ledger = Path.Combine(world.Folder, "one.ledger.ndjson");
        using var workshop = new Workshop(plan, new Opening("run", world.Folder, ledger, ProcessIdentity.Own, [], 1, world.Folder, plan.Files), [reluctant], [], TimeProvider.System);
        using var upstream = new TcpListener(System.Net.IPAddress.Loopback, world.ProgramPort);
        upstream.Start();
        await workshop.StartProxy("link", ct);
        await workshop.Inject("slow", ct);
        Assert.Equal("slow", Assert.Single(LedgerContent.Read(ledger).Faults).Fault);

        var closing = workshop.Close();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", world.LinkPort, ct);
            using var passed = await upstream.AcceptTcpClientAsync(ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), ct);
            await client.GetStream().WriteAsync("hello"u8.ToArray(), ct);
            var received = new byte[5];
            await passed.GetStream().ReadExactlyAsync(received, ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), ct);
            Assert.False(closing.IsCompleted);
        }
        reluctant.MayHeal.SetResult();

        Assert.Empty(await closing.WaitAsync(TimeSpan.FromSeconds(10), ct));
        Assert.False(File.Exists(ledger));
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await late.ConnectAsync("127.0.0.1", world.LinkPort, ct));
    }
}
