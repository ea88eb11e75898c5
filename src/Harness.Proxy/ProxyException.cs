namespace Harness.Proxy;

/// <summary>A proxy or toxic that cannot be had as asked. The message says what, where, and what would be right.</summary>
public sealed class ProxyException : Exception
{
    internal ProxyException(ProxyErrorKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What it is about.</summary>
    public ProxyErrorKind Kind { get; }
}
