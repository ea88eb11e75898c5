namespace Harness.Protocols;

/// <summary>What came back.</summary>
internal readonly record struct Answer
{
    /// <summary>Makes an answer.</summary>
    public Answer()
    {
    }

    /// <summary>The HTTP status, or 0 where no whole answer came: a status whose body broke off is none.</summary>
    public int Status { get; init; }

    /// <summary>What went wrong in the transport, or null: one of <see cref="TransportError"/>.</summary>
    public string? Error { get; init; }

    /// <summary>The error for people: at most a line.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The body where it was asked for, and the beginning of it where the status says that something failed. Gone at the next wait: what is to stay is copied.</summary>
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
    public string Outcome => Error ?? (Status / 100) switch { 2 => "2xx", 3 => "3xx", 4 => "4xx", 1 => "1xx", _ => "5xx" };
}
