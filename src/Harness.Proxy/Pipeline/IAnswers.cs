namespace Harness.Proxy;

/// <summary>The way back to the client of one connection, for stages that answer in the upstream's place.</summary>
internal interface IAnswers
{
    /// <summary>Rises with every byte that comes from the upstream, and with every answer made in its place.</summary>
    long Received { get; }

    /// <summary>False while a client that reads nothing has as much waiting for it as may wait.</summary>
    bool HasRoom();

    /// <summary>Sends a chunk to the client, after all that came before it, through the toxics on that way.</summary>
    void Answer(Chunk chunk);
}
