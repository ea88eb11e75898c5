namespace Harness.Protocols;

/// <summary>A request ready to be sent; one that is always the same is made once.</summary>
internal sealed record Request
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

    /// <summary>Whether the answer's body is looked at; if not it is counted and skipped.</summary>
    public bool KeepBody { get; init; }

    /// <summary>True where doing it twice is the same as doing it once (RFC 9110, 9.2.2).</summary>
    public bool IsIdempotent => Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";

    /// <summary>It as the bytes of HTTP/1.1, made when they are first asked for.</summary>
    internal ReadOnlyMemory<byte> Bytes => bytes ??= Http1.RequestBytes.Of(this);

    private byte[]? bytes;
}
