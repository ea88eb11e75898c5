using System.Buffers;

namespace Harness.Proxy;

/// <summary>
/// One step of a stream on its way through the toxics: some bytes, or an end. Whoever has a chunk owns its buffer: passes it on,
/// or returns it. (One that is merely forgotten is collected as garbage, which is what happens at the end of a connection.)
/// </summary>
/// <param name="Kind">What it says.</param>
/// <param name="Buffer">A pooled array; empty unless it is data.</param>
/// <param name="Length">Bytes used, from the start.</param>
/// <param name="At">The clock's timestamp when it arrived at, or is due to leave, the stage that has it.</param>
internal readonly record struct Chunk(ChunkKind Kind, byte[] Buffer, int Length, long At)
{
    public bool IsData => Kind == ChunkKind.Data;

    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    public static Chunk Data(byte[] pooled, int length, long at) => new(ChunkKind.Data, pooled, length, at);

    /// <summary>Some bytes in a buffer of their own.</summary>
    public static Chunk Copy(ReadOnlySpan<byte> bytes, long at)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(pooled);
        return Data(pooled, bytes.Length, at);
    }

    public static Chunk End(long at) => new(ChunkKind.End, [], 0, at);

    public static Chunk Close(long at) => new(ChunkKind.Close, [], 0, at);

    public static Chunk Reset(long at) => new(ChunkKind.Reset, [], 0, at);

    /// <summary>Gives the buffer back; the chunk must not be used afterwards.</summary>
    public void Return()
    {
        if (Buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(Buffer);
    }

    /// <summary>Pieces of at most so many bytes; itself where it is no longer. It must not be used afterwards.</summary>
    public IEnumerable<Chunk> Cut(long longest)
    {
        if (Length <= longest)
        {
            yield return this;
            yield break;
        }
        for (var from = 0; from < Length; from += (int)longest)
            yield return Copy(Buffer.AsSpan(from, (int)Math.Min(longest, Length - from)), At);
        Return();
    }
}
