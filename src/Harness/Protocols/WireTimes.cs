namespace Harness.Protocols;

/// <summary>What a request's connection saw of it: time stamps of the transport's clock, 0 until they came, and bytes.</summary>
internal sealed class WireTimes
{
    /// <summary>The first byte was handed to the connection.</summary>
    public long FirstWrite { get; set; }

    /// <summary>The last byte was taken by the connection.</summary>
    public long LastWrite { get; set; }

    /// <summary>The first byte of the answer was there.</summary>
    public long FirstRead { get; set; }

    /// <summary>Bytes written, headers included.</summary>
    public long BytesSent { get; set; }

    /// <summary>Bytes read, headers included.</summary>
    public long BytesReceived { get; set; }

    /// <summary>How long the connection took to be made, where this request is the first on it; else zero.</summary>
    public TimeSpan Connecting { get; set; }

    /// <summary>How long TLS took to be agreed on, likewise.</summary>
    public TimeSpan TlsHandshaking { get; set; }
}
