namespace Harness.Benchmarks.Truth;

/// <summary>The rules by name, for <c>serve</c>.</summary>
internal static class TruthRules
{
    /// <summary>The seed of the mixture; the same in every run, so that runs can be compared.</summary>
    public const int Seed = 20_261_201;

    public static IDelays Named(string name) => name switch
    {
        "freeze" => new Freeze(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)),
        "mixture" => new Mixture(Seed),
        "none" => new NoDelay(),
        _ => throw new BenchmarkException($"{name}: not a rule; freeze, mixture and none are"),
    };
}
