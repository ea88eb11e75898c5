namespace Harness.Protocols;

/// <summary>
/// Sends one HTTP request and measures it. Nothing else in the harness sees sockets or clients, so one transport can replace another
/// without a change elsewhere.
/// </summary>
public interface ITransport : IDisposable
{
    /// <summary>Sends and receives to the last byte. Whatever goes wrong on the way is an answer, never an exception; only <paramref name="ct"/> throws.</summary>
    Task<Answer> Send(Request request, CancellationToken ct);
}

/// <summary>A request ready to be sent.</summary>
public sealed record Request
{
    /// <summary>GET, POST …</summary>
    public required string Method { get; init; }

    /// <summary>Absolute.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers in order; names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, or null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's type unless a header says it.</summary>
    public string? ContentType { get; init; }

    /// <summary>The longest it may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether the answer's body is looked at; if not it is read and thrown away.</summary>
    public bool KeepBody { get; init; }
}

/// <summary>What came back.</summary>
public sealed record Answer
{
    /// <summary>The HTTP status, or 0 where none came.</summary>
    public int Status { get; init; }

    /// <summary>What went wrong in the transport, or null: one of <see cref="TransportError"/>.</summary>
    public string? Error { get; init; }

    /// <summary>The error for people: at most a line.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The body where it was asked for.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Bytes received, headers included, TLS taken off.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes sent, likewise.</summary>
    public long BytesSent { get; init; }

    /// <summary>Where its time went.</summary>
    public RequestTimes Times { get; init; }

    /// <summary>k6's rule for http_req_failed: a transport error, or a status of 400 and above.</summary>
    public bool Failed => Error is not null || Status >= 400;

    /// <summary>What came of it, as counted: <c>2xx</c> … <c>5xx</c>, or the transport error.</summary>
    public string Outcome => Error ?? Status switch { >= 200 and < 300 => "2xx", >= 300 and < 400 => "3xx", >= 400 and < 500 => "4xx", >= 500 => "5xx", _ => "1xx" };
}

/// <summary>The names of what can go wrong below HTTP.</summary>
public static class TransportError
{
    /// <summary>Nobody listens.</summary>
    public const string Refused = "refused";

    /// <summary>The connection was reset or closed before the answer was whole.</summary>
    public const string Reset = "reset";

    /// <summary>The step's time-out.</summary>
    public const string Timeout = "timeout";

    /// <summary>The host has no address.</summary>
    public const string Dns = "dns";

    /// <summary>TLS could not be agreed on.</summary>
    public const string Tls = "tls";

    /// <summary>What came is not HTTP, or breaks it.</summary>
    public const string Protocol = "protocol";

    /// <summary>Still unanswered when the grace at the end of the load, or of a ramp, was over.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Anything else; the message says it.</summary>
    public const string Other = "other";
}
