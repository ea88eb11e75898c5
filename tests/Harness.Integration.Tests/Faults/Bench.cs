using Harness.Cli;
using Harness.Faults;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Integration.Tests.Faults;

/// <summary>What faults stand on, without a run around it: a folder, a ledger, the drivers, and targets as harness.json would have them.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly ProxySet proxies = new(TimeProvider.System, 1);
    private readonly Ledger ledger;
    private readonly List<Target> targets = [];
    private readonly IReadOnlyList<IDriver> drivers;

    public Bench()
    {
        drivers = KnownKinds.All.DriversFor(Folder);
        ledger = new Ledger(LedgerPath, new LedgerOpened("run", Folder, ProcessIdentity.Own, ProcessIdentity.Own, [], DateTimeOffset.UnixEpoch));
        Scope = new RunScope("run", Folder, ledger);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("harness-bench-").FullName;

    public string LedgerPath => Path.Combine(Folder, "run.ledger.ndjson");

    public RunScope Scope { get; }

    public Ground Ground => new(new EmbeddedProxies(proxies), drivers, new Settings { Root = Folder, Targets = targets.ToDictionary(target => target.Name) }, 1, TimeProvider.System) { Scope = Scope };

    public static IFault Kind(string word) => KnownKinds.All.Faults.Single(kind => kind.Kind == word);

    public static PlannedFault Planned(FaultAction action, string name = "f") => new() { Name = name, Letter = "A", At = TimeSpan.Zero, For = TimeSpan.FromSeconds(30), Action = action };

    /// <summary>A target that runs already and is found by its pid file.</summary>
    public Target Found(string name, string pidFile) => Add(new Target { Name = name, Chaos = true, Process = new TargetProcess { PidFile = pidFile } });

    public Target Add(Target target)
    {
        targets.Add(target);
        return target;
    }

    /// <summary>A target that the driver starts, from a shell's words.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="script">The words.</param>
    /// <param name="ready">What a fault needs from the start.</param>
    public async Task<ProcessIdentity> Started(string name, string script, Func<Launch, Target, Launch>? ready = null)
    {
        var target = Add(new Target { Name = name, Chaos = true, Url = new Uri("http://127.0.0.1:9"), Process = new TargetProcess { Command = "sh", Args = ["-c", script] } });
        var launch = new Launch("sh", ["-c", script], new Dictionary<string, string>(), Folder, null);
        return ProcessIdentity.Of((await Ground.DriverOf(target).Start(target, ready is null ? launch : ready(launch, target), Scope, TestContext.Current.CancellationToken))!.Value)!;
    }

    /// <summary>This machine as a target.</summary>
    public Target Machine() => Add(new Target { Name = "this-machine", IsHost = true, Chaos = true });

    /// <summary>What a target wrote so far.</summary>
    public string Log(string name) => Path.Combine(Scope.Logs, name + ".log") is var path && File.Exists(path) ? File.ReadAllText(path) : "";

    public void WritePid(string file, int id) => File.WriteAllText(Path.Combine(Folder, file), $"{id}\n");

    /// <summary>Prepares and injects.</summary>
    public async Task<Undo> Inject(FaultAction action, string name = "f")
    {
        var (kind, fault, ct) = (Kind(action.Kind), Planned(action, name), TestContext.Current.CancellationToken);
        var undo = await kind.Prepare(fault, Ground, ct);
        await kind.Inject(fault, undo, Ground, ct);
        return undo;
    }

    public Task<Healing> Heal(Undo undo) => Kind(undo.Kind).Heal(undo, Ground, TestContext.Current.CancellationToken);

    /// <summary>Heals as another process does that has the ledger only.</summary>
    public static async Task<Healing> HealElsewhere(Undo undo)
    {
        await using var elsewhere = new Bench();
        return await elsewhere.Heal(undo);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var driver in drivers)
        {
            await driver.EndAll(Scope);
            await driver.DisposeAsync();
        }
        await proxies.DisposeAsync();
        ledger.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
