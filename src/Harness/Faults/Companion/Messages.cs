using System.Text.Json.Serialization;

namespace Harness.Faults.Companion;

/// <summary>What the harness asks of its companion; a line of JSON on the companion's standard input.</summary>
/// <param name="Id">Repeated in the reply.</param>
/// <param name="Do">The verb.</param>
/// <param name="Name">Of the proxy, target or fault.</param>
/// <param name="Open">For <see cref="Verb.Open"/>.</param>
/// <param name="Launch">For <see cref="Verb.StartTarget"/>.</param>
internal sealed record Request(int Id, Verb Do, string? Name = null, Opening? Open = null, Launch? Launch = null);

/// <summary>What a companion can do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verb>))]
internal enum Verb
{
    /// <summary>First of all: which run this is.</summary>
    Open,

    /// <summary>Opens a proxy of harness.json.</summary>
    StartProxy,

    /// <summary>Starts a target and waits until it is healthy.</summary>
    StartTarget,

    /// <summary>Injects a fault of the plan.</summary>
    Inject,

    /// <summary>Whether it is still there.</summary>
    Look,

    /// <summary>Undoes it and verifies.</summary>
    Heal,

    /// <summary>The harness lives: the lease runs anew.</summary>
    Renew,

    /// <summary>Heals what is left, ends what was started, and ends.</summary>
    Close,
}

/// <summary>Which run a companion is for.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Folder">Its folder; targets' logs go to <c>logs</c> in it.</param>
/// <param name="LedgerPath">The ledger to write.</param>
/// <param name="Harness">The process that asks.</param>
/// <param name="Holds">Addresses no other run may touch.</param>
/// <param name="Seed">Of toxicity and jitter.</param>
/// <param name="Root">The folder of harness.json.</param>
/// <param name="Files">The plan, to be read again: faults are asked for by name.</param>
internal sealed record Opening(string Run, string Folder, string LedgerPath, ProcessIdentity Harness, IReadOnlyList<string> Holds, int Seed, string Root, IReadOnlyList<Plans.PlanText> Files);

/// <summary>The answer.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Error">What went wrong, for people, or null.</param>
/// <param name="ProcessId">Of a target that was started.</param>
/// <param name="Healing">How an undo went.</param>
/// <param name="IsThere">Of a fault that was looked for.</param>
/// <param name="IsRefusal">True where a safety limit forbids it.</param>
internal sealed record Reply(int Id, string? Error = null, int? ProcessId = null, Healing? Healing = null, bool IsRefusal = false, bool IsThere = false);

/// <summary>How messages are written: an object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Reply))]
internal sealed partial class MessageJson : JsonSerializerContext;
