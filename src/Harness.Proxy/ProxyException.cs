namespace Harness.Proxy;

/// <summary>A proxy or toxic that cannot be had as asked. The message says what, where, and what would be right.</summary>
public sealed class ProxyException : Exception
{
    internal ProxyException(ProxyErrorKind kind, string message, Exception? inner = null, string? address = null) : base(message, inner)
    {
        Kind = kind;
        Address = address;
    }

    /// <summary>What it is about.</summary>
    public ProxyErrorKind Kind { get; }

    /// <summary>The address it is about: as it was written where it is malformed, as it would be listened on where it cannot be had; else null.</summary>
    public string? Address { get; }
}
