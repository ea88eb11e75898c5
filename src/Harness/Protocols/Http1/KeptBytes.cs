namespace Harness.Protocols.Http1;

/// <summary>Bytes kept for whoever asked for them, in a buffer that is used again and grows with what comes, not with what is announced.</summary>
internal sealed class KeptBytes
{
    private const int Smallest = 1024;

    /// <summary>A larger buffer is not held for the next response: thousands of connections would keep what one large body needed.</summary>
    private const int LargestHeld = 1 << 20;

    private byte[] buffer = [];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, Count);

    public void Clear()
    {
        Count = 0;
        if (buffer.Length > LargestHeld) buffer = [];
    }

    /// <summary>Adds bytes as long as there are no more than <paramref name="most"/>; gives whether all of them were added.</summary>
    public bool Add(ReadOnlySpan<byte> bytes, int most)
    {
        var taken = Math.Min(bytes.Length, most - Count);
        var needed = Count + taken;
        if (needed > buffer.Length)
            Array.Resize(ref buffer, (int)Math.Min(most, Math.Max(needed, Math.Max(Smallest, buffer.Length * 2L))));
        bytes[..taken].CopyTo(buffer.AsSpan(Count));
        Count = needed;
        return taken == bytes.Length;
    }
}
