namespace Harness.Plans;

/// <summary>What sends the load, and on how many loops.</summary>
public sealed record GeneratorSettings
{
    /// <summary>What carries the requests. Default what is best on this machine for the scenario.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>How many event loops, each on a thread of its own; null for one a core, as far as the planned rate needs them.</summary>
    public int? Loops { get; init; }

    /// <summary>How long before a due time a loop looks at the clock all the time instead of sleeping: up to 50 µs more exact, for a core of its own. Default none.</summary>
    public TimeSpan Spin { get; init; }
}

/// <summary>What carries the requests of a load.</summary>
public enum TransportKind
{
    /// <summary>epoll on Linux where it is allowed, sockets elsewhere; the framework's client for HTTP/2 and HTTP/3. <c>auto</c></summary>
    Auto,

    /// <summary>Own event loop over Linux's epoll. <c>epoll</c></summary>
    Epoll,

    /// <summary>The same loop over the framework's sockets. <c>sockets</c></summary>
    Sockets,

    /// <summary>The framework's own HTTP client. <c>http-client</c></summary>
    HttpClient,
}
