using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harness.Journal;

/// <summary>
/// One line of a run's journal: a fact, or a second of numbers. All that is judged and drawn is a fold over these lines, in order,
/// so the same journal always gives the same verdict and the same report.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "entry")]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(LeftoverHealed), "leftover-healed")]
[JsonDerivedType(typeof(TargetReady), "target-ready")]
[JsonDerivedType(typeof(LoadStarted), "load-started")]
[JsonDerivedType(typeof(StepFrame), "step-frame")]
[JsonDerivedType(typeof(LoadFrame), "load-frame")]
[JsonDerivedType(typeof(SecondClosed), "second-closed")]
[JsonDerivedType(typeof(LoadFinished), "load-finished")]
[JsonDerivedType(typeof(ProbeAnswered), "probe-answered")]
[JsonDerivedType(typeof(TargetFrame), "target-frame")]
[JsonDerivedType(typeof(SignalsLost), "signals-lost")]
[JsonDerivedType(typeof(FaultChanged), "fault-changed")]
[JsonDerivedType(typeof(FaultsStopped), "faults-stopped")]
[JsonDerivedType(typeof(RunStopping), "run-stopping")]
[JsonDerivedType(typeof(LoadEnded), "load-ended")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
public abstract record Entry
{
    /// <summary>Seconds from t = 0 (the end of the warm-up) on the monotonic clock, negative in the warm-up; null before the load starts.</summary>
    public TimeSpan? At { get; init; }

    /// <summary>The wall clock, UTC; null in frames.</summary>
    public DateTimeOffset? Wall { get; init; }
}

/// <summary>The first line: everything needed to read the plan again and to repeat the run.</summary>
public sealed record RunStarted : Entry
{
    /// <summary>The version of this format; a reader takes only its own.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The run's name, which is also its folder's: <c>20261123-020006-checkout</c>.</summary>
    public required string Run { get; init; }

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The seed of every draw.</summary>
    public required int Seed { get; init; }

    /// <summary>False for a rehearsal (<c>--no-faults</c>).</summary>
    public required bool WithFaults { get; init; }

    /// <summary>The command that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>The plan's files as read; <c>${env:…}</c> stands unexpanded.</summary>
    public required IReadOnlyList<JournalFile> Files { get; init; }

    /// <summary>The commit of the working tree, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>The machine and the versions.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>The format this build writes.</summary>
    public const int CurrentFormat = 2;
}

/// <summary>A file of the plan.</summary>
/// <param name="Role"><c>scenario</c> or <c>settings</c>.</param>
/// <param name="Path">As the user gave it.</param>
/// <param name="Text">All of it.</param>
public sealed record JournalFile(string Role, string Path, string Text);

/// <summary>Where a run ran.</summary>
/// <param name="Harness">Our version.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="OS">The operating system.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="MemoryBytes">Memory available to the process.</param>
/// <param name="Transport">What sent the requests.</param>
public sealed record RunEnvironment(string Harness, string Runtime, string OS, string Machine, int Cores, long MemoryBytes, string Transport)
{
    /// <summary>Files and connections that the process may have open at once (ulimit -n); null where the system does not say.</summary>
    public int? MostFiles { get; init; }

    /// <summary>Local ports for connections to one address; null where the system does not say.</summary>
    public int? LocalPorts { get; init; }
}

/// <summary>Something an earlier run left behind was found and healed, or could not be.</summary>
/// <param name="Run">The run that left it.</param>
/// <param name="What">What it was.</param>
/// <param name="Healed">False where it is still there.</param>
/// <param name="Note">How it was healed, or what to do by hand.</param>
public sealed record LeftoverHealed(string Run, string What, bool Healed, string Note) : Entry;

/// <summary>A target answered its health check (or has none).</summary>
/// <param name="Target">Its name.</param>
/// <param name="ProcessId">Of the process the harness started, or null.</param>
/// <param name="After">From its start to ready.</param>
public sealed record TargetReady(string Target, int? ProcessId, TimeSpan After) : Entry;

/// <summary>The warm-up begins: from here on entries have a time. t = 0 comes after the warm-up.</summary>
public sealed record LoadStarted : Entry;

/// <summary>One load, step, stage and set of active faults, one second of completions.</summary>
public sealed record StepFrame : Entry
{
    /// <summary>The second [Second, Second + 1) in which these requests completed, from t = 0.</summary>
    public required int Second { get; init; }

    /// <summary>The load's name.</summary>
    public required string Load { get; init; }

    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>The stage in which the iteration was due, or <see cref="WarmUp"/>: counted nowhere.</summary>
    public required string Stage { get; init; }

    /// <summary>The faults in force while the step was due or under way, by name; empty for none.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Steps done; one that was not sent, because an earlier one left a variable unset, is among the failed.</summary>
    public int Steps { get; init; }

    /// <summary>Steps that failed: the request did, or a check, or it could not be sent.</summary>
    public int StepsFailed { get; init; }

    /// <summary>Requests by what came of them: <c>2xx</c>, <c>5xx</c>, or the transport error (<c>refused</c>, <c>reset</c>, <c>timeout</c> …). Their sum is <c>http_reqs</c>.</summary>
    public IReadOnlyDictionary<string, int> Outcomes { get; init; } = new Dictionary<string, int>();

    /// <summary>Requests that <c>http_req_failed</c> counts: a transport error, or a status of 400 and above.</summary>
    public int RequestsFailed { get; init; }

    /// <summary>Checks by name as [held, failed].</summary>
    public IReadOnlyDictionary<string, int[]> Checks { get; init; } = new Dictionary<string, int[]>();

    /// <summary>Bytes received, headers included, TLS taken off.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes sent, likewise.</summary>
    public long BytesSent { get; init; }

    /// <summary>Due to last byte of requests that were accepted (<see cref="Histogram.ToBuckets"/>).</summary>
    public long[] ResponseTime { get; init; } = [];

    /// <summary>The same of requests that failed.</summary>
    public long[] ResponseTimeFailed { get; init; } = [];

    /// <summary>k6's http_req_duration, sending + waiting + receiving, of requests that were accepted.</summary>
    public long[] Duration { get; init; } = [];

    /// <summary>The same of requests that failed.</summary>
    public long[] DurationFailed { get; init; } = [];

    /// <summary>The parts of the time of all requests, by the name of their metric: <c>connection_wait</c>, <c>http_req_waiting</c> …</summary>
    public IReadOnlyDictionary<string, long[]> Parts { get; init; } = new Dictionary<string, long[]>();

    /// <summary>What went wrong, by message, as counts; at most <see cref="MaxErrors"/> different ones, the rest under <c>other</c>.</summary>
    public IReadOnlyDictionary<string, int> Errors { get; init; } = new Dictionary<string, int>();

    /// <summary>For an error that this load and step met for the first time: what was sent and the beginning of what came back.</summary>
    public IReadOnlyDictionary<string, string>? Samples { get; init; }

    /// <summary>The bound of <see cref="Errors"/>.</summary>
    public const int MaxErrors = 20;

    /// <summary>The stage of everything that was due before t = 0.</summary>
    public const string WarmUp = "warm-up";
}

/// <summary>One second of one load's iterations.</summary>
public sealed record LoadFrame : Entry
{
    /// <summary>The second [Second, Second + 1) from t = 0; negative in the warm-up.</summary>
    public required int Second { get; init; }

    /// <summary>The load's name.</summary>
    public required string Load { get; init; }

    /// <summary>Iterations that the plan puts into this second (open model), else those started.</summary>
    public double Planned { get; init; }

    /// <summary>Iterations started, those of the warm-up included.</summary>
    public int Started { get; init; }

    /// <summary>Iterations started that were due at t = 0 or later. The counts and times below are of these only.</summary>
    public int Counted { get; init; }

    /// <summary>Iterations ended that were due at t = 0 or later.</summary>
    public int Completed { get; init; }

    /// <summary>Iterations that were planned and never started: no virtual user was free and the line was full, or the time was over.</summary>
    public int Dropped { get; init; }

    /// <summary>Iterations that waited over 10 ms for a virtual user.</summary>
    public int HeldBack { get; init; }

    /// <summary>The most virtual users busy at once.</summary>
    public int VUs { get; init; }

    /// <summary>The virtual users that there may be: the load's limit, or those of the plan.</summary>
    public int VUsMax { get; init; }

    /// <summary>Actual start - due, of iterations for which a virtual user was free.</summary>
    public long[] Lag { get; init; } = [];

    /// <summary>Waiting for a virtual user.</summary>
    public long[] VuWait { get; init; } = [];

    /// <summary>Due to the end of the last step.</summary>
    public long[] IterationDuration { get; init; } = [];
}

/// <summary>The end of a second, and what it cost the generator: all frames of the second stand before it.</summary>
public sealed record SecondClosed : Entry
{
    /// <summary>The second [Second, Second + 1) from t = 0; negative in the warm-up.</summary>
    public required int Second { get; init; }

    /// <summary>The generator's CPU time in this second as a share of all cores, 0 to 1.</summary>
    public double Cpu { get; init; }

    /// <summary>Time in this second for which the runtime stood still to collect garbage.</summary>
    public TimeSpan GcPause { get; init; }

    /// <summary>The share of the second for which the busiest event loop was at work, 0 to 1.</summary>
    public double LoopBusy { get; init; }

    /// <summary>How often something held an event loop for over 10 ms, so that everything else on it was late.</summary>
    public int LoopHeld { get; init; }

    /// <summary>Whose code did that alone; what many short pieces did together has no name.</summary>
    public IReadOnlyList<LoopHold> HeldBy { get; init; } = [];

    /// <summary>Work items that waited for a thread of the pool when the second was closed.</summary>
    public long PoolQueue { get; init; }

    /// <summary>How long a work item from a loop then waited for one; null where the load has nothing to do with the pool.</summary>
    public TimeSpan? PoolWait { get; init; }

    /// <summary>Connections of the load, open or being opened, when the second was closed.</summary>
    public int Connections { get; init; }

    /// <summary>Bytes that the generator allocated in this second.</summary>
    public long Allocated { get; init; }

    /// <summary>Bytes of the generator's heap after the last garbage collection.</summary>
    public long Heap { get; init; }
}

/// <summary>A step's code held an event loop for over 10 ms.</summary>
/// <param name="Load">The load's name.</param>
/// <param name="Step">The step's.</param>
/// <param name="Times">How often in this second.</param>
/// <param name="Longest">The longest of them.</param>
public sealed record LoopHold(string Load, string Step, int Times, TimeSpan Longest);

/// <summary>A load came to its end by itself: its time was over, or its iterations were done, and the last of them ended.</summary>
/// <param name="Load">Its name.</param>
public sealed record LoadFinished(string Load) : Entry;

/// <summary>An HTTP probe was sent, and this came back.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="Met">Whether the answer is tolerated.</param>
/// <param name="Answer">The status, or the transport error.</param>
/// <param name="Took">How long.</param>
public sealed record ProbeAnswered(string Probe, bool Met, string Answer, TimeSpan Took) : Entry;

/// <summary>
/// What one instance of a target used in one second. It comes when the second has been measured, a moment after its <see cref="SecondClosed"/>
/// or more; the seconds of an instance come in order, and one that was not measured is missing.
/// </summary>
public sealed record TargetFrame : Entry
{
    /// <summary>The target's name in harness.json.</summary>
    public required string Target { get; init; }

    /// <summary>The container or the process; the target's name where there is only one.</summary>
    public required string Instance { get; init; }

    /// <summary>The second [Second, Second + 1) from t = 0; negative in the warm-up.</summary>
    public required int Second { get; init; }

    /// <summary>Cores used, the mean of the second: 0.73.</summary>
    public double Cpu { get; init; }

    /// <summary>Cores that it may use; null for as many as there are.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>Memory held at the end of the second.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory that it may hold; null for as much as there is.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Bytes received in the second; null where nobody can tell.</summary>
    public long? NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent in the second; null where nobody can tell.</summary>
    public long? NetworkSentBytes { get; init; }

    /// <summary>Bytes read from disks in the second; null where nobody can tell.</summary>
    public long? DiskReadBytes { get; init; }

    /// <summary>Bytes written to disks in the second; null where nobody can tell.</summary>
    public long? DiskWrittenBytes { get; init; }

    /// <summary>What it did at the end of the second.</summary>
    public TargetState State { get; init; }

    /// <summary>The most instances that a run watches; what there is beyond them is named in <see cref="SignalsLost"/>.</summary>
    public const int MaxInstances = 32;
}

/// <summary>What an instance of a target does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetState>))]
public enum TargetState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>It is there and gets no CPU.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>It is not there: it ended, or was killed.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
}

/// <summary>What some targets use is not seen from here on. The run goes on without: nothing is judged by it.</summary>
/// <param name="Source">What was asked: <c>processes</c>.</param>
/// <param name="Note">What went wrong, for people.</param>
public sealed record SignalsLost(string Source, string Note) : Entry;

/// <summary>A fault goes from state to state.</summary>
public sealed record FaultChanged : Entry
{
    /// <summary>Its name.</summary>
    public required string Fault { get; init; }

    /// <summary>The state it is in now.</summary>
    public required FaultState State { get; init; }

    /// <summary>What was done, why it was skipped, how it was verified, or what to do by hand.</summary>
    public string? Note { get; init; }

    /// <summary>For <see cref="FaultState.Healed"/>: whether the state was read again and found as before.</summary>
    public bool? Verified { get; init; }

    /// <summary>For a toxic that ended: connections while it was on, and those it hit.</summary>
    public ToxicShare? Share { get; init; }

    /// <summary>For <see cref="FaultState.Injecting"/> and <see cref="FaultState.Skipped"/>: whether the steady state held at its gate; null where there was no gate.</summary>
    public bool? GateHeld { get; init; }
}

/// <summary>What a toxic met: toxicity is drawn per connection.</summary>
/// <param name="Connections">Open or opened while it was on.</param>
/// <param name="Hit">Those it was drawn for.</param>
public sealed record ToxicShare(long Connections, long Hit);

/// <summary>The states of a fault; it is in force from <see cref="Injecting"/> until <see cref="Healed"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultState>))]
public enum FaultState
{
    /// <summary>Not begun.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>The ledger line is on disk, the act is under way.</summary>
    [JsonStringEnumMemberName("injecting")] Injecting,

    /// <summary>It is there.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>The undo is under way.</summary>
    [JsonStringEnumMemberName("healing")] Healing,

    /// <summary>It is gone.</summary>
    [JsonStringEnumMemberName("healed")] Healed,

    /// <summary>It vanished by itself: what held it is gone.</summary>
    [JsonStringEnumMemberName("lost")] Lost,

    /// <summary>It could not be undone, or the undo could not be verified.</summary>
    [JsonStringEnumMemberName("stuck")] Stuck,

    /// <summary>It was never injected.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,
}

/// <summary>Why a run ends before its plan does. The first one counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StopCause>))]
public enum StopCause
{
    /// <summary>Ctrl-C or SIGTERM (105).</summary>
    [JsonStringEnumMemberName("signal")] Signal,

    /// <summary>A port was taken, a project did not build (104): nothing was sent.</summary>
    [JsonStringEnumMemberName("setup")] Setup,

    /// <summary>A target never became healthy (111).</summary>
    [JsonStringEnumMemberName("unhealthy")] Unhealthy,

    /// <summary>The steady state was not there at the first fault (111).</summary>
    [JsonStringEnumMemberName("no-steady-state")] NoSteadyState,

    /// <summary>A fault could not be injected (107).</summary>
    [JsonStringEnumMemberName("fault")] Fault,

    /// <summary>A threshold with abortOnFail was breached (99).</summary>
    [JsonStringEnumMemberName("threshold")] Threshold,

    /// <summary>A stop condition did not hold any more (108).</summary>
    [JsonStringEnumMemberName("condition")] Condition,

    /// <summary>A target is held by another living run (116).</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>The harness itself threw (107).</summary>
    [JsonStringEnumMemberName("crash")] Crash,
}

/// <summary>Somebody stopped all faults: what was on is healed at once, what was to come is skipped, and the load goes on.</summary>
/// <param name="By">Who, for people.</param>
public sealed record FaultsStopped(string By) : Entry;

/// <summary>The run ends before its plan does.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">For people: what happened and what would help.</param>
public sealed record RunStopping(StopCause Cause, string Message) : Entry;

/// <summary>No more iterations, all faults healed, everything the run started has ended: what follows is judgement. A journal without this line is of a killed run.</summary>
public sealed record LoadEnded : Entry;

/// <summary>The last line: the verdict as it was given.</summary>
/// <param name="Verdict">pass, fail or invalid.</param>
/// <param name="ExitCode">See the README's table.</param>
/// <param name="Reasons">Worst first.</param>
public sealed record RunEnded(string Verdict, int ExitCode, IReadOnlyList<string> Reasons) : Entry;

/// <summary>How entries are written: one JSON object a line, camelCase, times as seconds.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SecondsConverter)], AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Entry))]
public sealed partial class EntryJson : JsonSerializerContext;

/// <summary>A time span as seconds with decimals, exact to its ticks.</summary>
public sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
