namespace Harness.Benchmarks.Benchmarks;

/// <summary>What may be set for a benchmark by the environment, as whole numbers.</summary>
internal static class Options
{
    /// <param name="name">The variable.</param>
    /// <param name="otherwise">Its default.</param>
    public static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text ? otherwise : Positive(name, text);

    /// <summary>The same as a number of seconds.</summary>
    public static TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(Number(name, otherwise));

    /// <summary>The first argument, or its default.</summary>
    public static int Number(IReadOnlyList<string> arguments, int otherwise) => arguments.Count == 0 ? otherwise : Positive("the argument", arguments[0]);

    private static int Positive(string what, string text) =>
        int.TryParse(text, out var number) && number > 0 ? number : throw new BenchmarkException($"{what} is '{text}': a whole number above 0 is asked for");
}
