namespace Harness.Protocols.Http1;

/// <summary>How a reader knows where the body ends (RFC 9112, 6.3).</summary>
internal enum BodyEnd
{
    /// <summary>There is no body, whatever the headers say.</summary>
    NoBody,

    /// <summary>After the number of bytes that Content-Length says.</summary>
    Counted,

    /// <summary>After the chunk of size zero and the trailers.</summary>
    Chunked,

    /// <summary>Where the peer closes the connection.</summary>
    AtClose,
}
