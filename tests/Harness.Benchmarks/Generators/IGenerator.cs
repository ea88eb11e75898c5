namespace Harness.Benchmarks.Generators;

/// <summary>Something that sends requests over <see cref="Connections"/> kept connections, one thread where it can be told so.</summary>
internal interface IGenerator
{
    /// <summary>Kept connections of every generator.</summary>
    const int Connections = 50;

    string Name { get; }

    /// <summary>Sends requests to <c>url/</c> and says what that cost.</summary>
    /// <exception cref="BenchmarkException">It is not there, or not all requests were answered with 200.</exception>
    Task<Sample> Run(string url, Size size, CancellationToken ct);
}

/// <summary>How long a run is to be.</summary>
/// <param name="Length">For those who count time.</param>
/// <param name="Requests">For those who count requests.</param>
internal readonly record struct Size(TimeSpan Length, long Requests)
{
    /// <summary>So long at a rate; a whole number of requests for every connection.</summary>
    public static Size Of(TimeSpan length, double requestsPerSecond) =>
        new(length, IGenerator.Connections * (long)Math.Max(1, length.TotalSeconds * requestsPerSecond / IGenerator.Connections));
}
