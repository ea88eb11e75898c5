namespace Harness.Proxy;

/// <summary>What a chunk says to the side it goes to.</summary>
internal enum ChunkKind
{
    /// <summary>Here are bytes.</summary>
    Data,

    /// <summary>No more bytes come in this direction; the other one goes on.</summary>
    End,

    /// <summary>The whole connection is over, by FIN.</summary>
    Close,

    /// <summary>The whole connection is over, by RST.</summary>
    Reset,
}
