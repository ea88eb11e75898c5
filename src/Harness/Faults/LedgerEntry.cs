using System.Text.Json.Serialization;

namespace Harness.Faults;

/// <summary>A line of a ledger: what is about to be done, or what was seen done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "entry")]
[JsonDerivedType(typeof(LedgerOpened), "opened")]
[JsonDerivedType(typeof(TargetStarting), "target-starting")]
[JsonDerivedType(typeof(TargetStarted), "target-started")]
[JsonDerivedType(typeof(TargetEnded), "target-ended")]
[JsonDerivedType(typeof(ResourceCreating), "resource-creating")]
[JsonDerivedType(typeof(ResourceRemoved), "resource-removed")]
[JsonDerivedType(typeof(FaultInjecting), "fault-injecting")]
[JsonDerivedType(typeof(FaultHealed), "fault-healed")]
public abstract record LedgerEntry;

/// <summary>The first line: whose ledger it is, and what the run holds that no other run may touch.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="Harness">The process that asks.</param>
/// <param name="Companion">The process that does.</param>
/// <param name="Holds">Addresses of targets and proxies, as host:port.</param>
/// <param name="Wall">When, UTC.</param>
public sealed record LedgerOpened(string Run, string Folder, ProcessIdentity Harness, ProcessIdentity Companion, IReadOnlyList<string> Holds, DateTimeOffset Wall) : LedgerEntry;

/// <summary>A target is about to be started.</summary>
/// <param name="Target">Its name.</param>
public sealed record TargetStarting(string Target) : LedgerEntry;

/// <summary>A target was started.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Process">Its process.</param>
public sealed record TargetStarted(string Target, ProcessIdentity Process) : LedgerEntry;

/// <summary>A target's process is gone.</summary>
/// <param name="Target">Its name.</param>
public sealed record TargetEnded(string Target) : LedgerEntry;

/// <summary>Something with a name of its own is about to be created: a container, a network.</summary>
/// <param name="Driver">Whose <see cref="IDriver.Remove"/> takes it away.</param>
/// <param name="Name">Its name; no other run has the same.</param>
/// <param name="Target">The target it is for, or null: for the whole run.</param>
public sealed record ResourceCreating(string Driver, string Name, string? Target) : LedgerEntry;

/// <summary>It is gone.</summary>
/// <param name="Driver">Whose it was.</param>
/// <param name="Name">Its name.</param>
public sealed record ResourceRemoved(string Driver, string Name) : LedgerEntry;

/// <summary>A fault is about to be injected.</summary>
/// <param name="Undo">What undoes it.</param>
/// <param name="At">Wall clock, UTC.</param>
/// <param name="Expires">When its healing is planned, UTC; null for the end of the run.</param>
public sealed record FaultInjecting(Undo Undo, DateTimeOffset At, DateTimeOffset? Expires) : LedgerEntry;

/// <summary>A fault is gone.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Note">How that was seen.</param>
public sealed record FaultHealed(string Fault, string Note) : LedgerEntry;

/// <summary>How lines are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class LedgerJson : JsonSerializerContext;
