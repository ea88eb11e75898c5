using Harness.Faults;
using Harness.Plans;

namespace Harness.Tests.Faults;

/// <summary>A driver of processes that a test moves by hand; every target is one process.</summary>
internal sealed class FakeDriver : IDriver, IPressure
{
    private readonly Lock gate = new();

    public string Kind => ProcessDriver.Word;

    /// <summary>What every victim does.</summary>
    public VictimState State { get; set; } = VictimState.Running;

    /// <summary>Which start runs; empty while none does.</summary>
    public string Runs { get; set; } = "1";

    public Dictionary<string, string> Limits { get; set; } = new() { ["cpu"] = "none" };

    public bool CanReadLimits { get; set; } = true;

    /// <summary>All that was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public Func<Pressure, string?> TooMuch { get; set; } = _ => null;

    private Task Ask(string what)
    {
        lock (gate) Asked.Add(what);
        return Task.CompletedTask;
    }

    public bool Drives(Target target) => true;

    public Task<IReadOnlyList<Victim>> Find(Target target, CancellationToken ct) => Task.FromResult<IReadOnlyList<Victim>>([new Victim(Kind, target.Name, target.Name, "1")]);

    public string? Refusal(Target target, Victim victim) => null;

    public Task<VictimState> Look(Victim victim, CancellationToken ct) => Task.FromResult(State);

    public Task<string> StartOf(Victim victim, CancellationToken ct) => Task.FromResult(Runs);

    public Task Signal(Victim victim, string signal, bool asCrash, CancellationToken ct) => Ask(signal);

    public Task Stop(Victim victim, TimeSpan patience, CancellationToken ct) => Ask("stop");

    public Task Restart(Victim victim, CancellationToken ct)
    {
        (State, Runs) = (VictimState.Running, Runs + "+");
        return Ask("restart");
    }

    public Task Pause(Victim victim, CancellationToken ct) => Ask("pause");

    public Task Resume(Victim victim, CancellationToken ct) => Ask("resume");

    public Task<IReadOnlyDictionary<string, string>> ReadLimits(Victim victim, CancellationToken ct) =>
        CanReadLimits ? Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(Limits)) : throw new FaultException("it has no process");

    public Task WriteLimits(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct)
    {
        Limits = new(limits);
        return Ask("write limits");
    }

    public Task Forget(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct) => Ask("forget");

    public bool Tightens(IReadOnlyDictionary<string, string> limits, double? cpus, long? memoryBytes) => limits["cpu"] != $"{cpus}";

    public Task Limit(Victim victim, double? cpus, long? memoryBytes, CancellationToken ct)
    {
        Limits = new() { ["cpu"] = $"{cpus}" };
        return Ask("limit");
    }

    public Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct) => Task.FromResult(TooMuch(pressure.Times(victims.Count)));

    public string ByHand(Victim victim, string name, string? folder) => $"end {name} on {victim.Name}";

    public bool Pressed { get; set; }

    public Task Press(Victim victim, Pressure pressure, RunScope scope, CancellationToken ct) => Task.FromResult(Pressed = true);

    public Task Release(Victim victim, string name, string? folder, CancellationToken ct) => Task.FromResult(Pressed = false);

    public Task<bool> IsPressed(Victim victim, string name, string? folder, CancellationToken ct) => Task.FromResult(Pressed);

    public Task<Launch> Prepare(Target target, Settings settings, CancellationToken ct) => throw new NotSupportedException();

    public Task<int?> Start(Target target, Launch launch, RunScope scope, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> EndAll(RunScope scope) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<string> Remove(string name, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
