namespace Harness.Protocols.Http1;

/// <summary>What a piece of parsing came to.</summary>
internal enum ParseState
{
    /// <summary>All that was given fits so far; it is not whole yet.</summary>
    More,

    /// <summary>It is whole; what was not consumed belongs to what follows.</summary>
    Done,

    /// <summary>It breaks a rule of HTTP/1.1; nothing more can be read from this connection.</summary>
    Broken,
}
