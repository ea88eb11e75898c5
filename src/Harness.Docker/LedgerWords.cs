using System.Text.Json.Serialization;

namespace Harness.Docker;

/// <summary>How what the faults on containers note is written in a ledger.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkPlace))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LedgerWords : JsonSerializerContext;
