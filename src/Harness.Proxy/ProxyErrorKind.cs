namespace Harness.Proxy;

/// <summary>What a <see cref="ProxyException"/> is about, for callers that answer differently to each.</summary>
public enum ProxyErrorKind
{
    /// <summary>A name is empty.</summary>
    NameMissing,

    /// <summary>A proxy or toxic of that name is already there.</summary>
    NameTaken,

    /// <summary>An address is not of the form host:port.</summary>
    AddressMalformed,

    /// <summary>The operating system refused to listen on the address: it is in use, not ours, or not allowed.</summary>
    CannotListen,

    /// <summary>The proxy, or the set of proxies, has been disposed of.</summary>
    Closed,
}
