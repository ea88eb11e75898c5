namespace Harness.Protocols;

/// <summary>The names of what can go wrong below HTTP, as they are counted.</summary>
internal static class TransportError
{
    /// <summary>The host has no address.</summary>
    public const string Dns = "dns";

    /// <summary>Nobody listens.</summary>
    public const string Refused = "connect-refused";

    /// <summary>No way there.</summary>
    public const string Unreachable = "connect-unreachable";

    /// <summary>No connection within the step's time-out: none was made, or none became free.</summary>
    public const string ConnectTimeout = "connect-timeout";

    /// <summary>TLS could not be agreed on.</summary>
    public const string Tls = "tls";

    /// <summary>The connection was reset or closed before the answer was whole.</summary>
    public const string Reset = "reset";

    /// <summary>Sent, and no whole answer within the step's time-out.</summary>
    public const string Timeout = "response-timeout";

    /// <summary>What came is not HTTP, or breaks it.</summary>
    public const string Protocol = "protocol";

    /// <summary>The generator's own machine refuses: no local port, no file descriptor. It says nothing of the target.</summary>
    public const string Generator = "generator";

    /// <summary>Still unanswered when the grace at the end of the load, or of a ramp, was over.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Anything else; the message says it.</summary>
    public const string Other = "other";
}
