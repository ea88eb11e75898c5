using System.Text.Json.Serialization;

namespace Harness.Faults.Outside;

/// <summary>How they are kept in a ledger.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommandLine))]
[JsonSerializable(typeof(HttpCall))]
internal sealed partial class OutsideJson : JsonSerializerContext;
