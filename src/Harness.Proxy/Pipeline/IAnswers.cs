namespace Harness.Proxy;

/// <summary>The way back to the client of one connection, for stages that answer in the upstream's place.</summary>
internal interface IAnswers
{
    /// <summary>Bytes that came from the upstream so far.</summary>
    long Received { get; }

    /// <summary>Sends a chunk to the client, after all that came before it, through the toxics on that way.</summary>
    void Answer(Chunk chunk);
}
