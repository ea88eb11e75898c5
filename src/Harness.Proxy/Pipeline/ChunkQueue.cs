namespace Harness.Proxy;

/// <summary>Chunks in order, and the memory they take: whole buffers, for a byte in a big one costs the big one.</summary>
internal sealed class ChunkQueue
{
    private readonly Queue<Chunk> chunks = new();

    public int Count => chunks.Count;

    public long HeldBytes { get; private set; }

    public long FirstAt => chunks.Peek().At;

    public void Enqueue(Chunk chunk)
    {
        chunks.Enqueue(chunk);
        HeldBytes += chunk.Buffer.Length;
    }

    public bool TryDequeue(out Chunk chunk)
    {
        if (!chunks.TryDequeue(out chunk))
            return false;
        HeldBytes -= chunk.Buffer.Length;
        return true;
    }
}
