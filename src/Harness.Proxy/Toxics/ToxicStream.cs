using System.Diagnostics.CodeAnalysis;

namespace Harness.Proxy;

/// <summary>The direction a toxic works on.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is what Toxiproxy calls it, and a stream of TCP.")]
public enum ToxicStream
{
    /// <summary>From the upstream to the client: answers.</summary>
    Downstream,

    /// <summary>From the client to the upstream: requests.</summary>
    Upstream,
}
