namespace Harness.Proxy;

/// <summary>What the next bytes of a client are.</summary>
internal enum RequestPart
{
    /// <summary>The beginning of a head; more must come.</summary>
    PartOfHead,

    /// <summary>The rest of a head: <see cref="RequestScanner.Head"/> says what it is.</summary>
    Head,

    /// <summary>Some of a body.</summary>
    Body,

    /// <summary>No request, or no way to tell.</summary>
    Unknown,
}
