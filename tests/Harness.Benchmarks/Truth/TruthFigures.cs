using System.Text.Json.Serialization;

namespace Harness.Benchmarks.Truth;

/// <summary>The delays that a server really made, from the arrival of a request to its answer written. Milliseconds, nearest rank on all of them; null without any.</summary>
/// <param name="Count">Answers.</param>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="P999">The 99.9th percentile.</param>
/// <param name="Max">The largest.</param>
internal sealed record TruthFigures(int Count, double? P50, double? P99, double? P999, double? Max)
{
    public static TruthFigures Of(IReadOnlyList<TimeSpan> delays)
    {
        if (delays.Count == 0) return new(0, null, null, null, null);
        var sorted = delays.Select(delay => delay.TotalMilliseconds).Order().ToArray();
        return new(sorted.Length, At(0.5), At(0.99), At(0.999), sorted[^1]);

        double At(double share) => sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Length)) - 1];
    }
}

/// <summary>The figures as JSON, in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TruthFigures))]
internal sealed partial class TruthJson : JsonSerializerContext;
