using System.Buffers;

namespace Harness.Proxy;

/// <summary>
/// A pooled buffer that is small while little comes, for most connections wait most of the time, and as big as what is waiting while more does.
/// </summary>
internal sealed class ReceiveBuffer
{
    public const int SmallBytes = 4 * 1024;
    public const int BigBytes = 64 * 1024;
    public const int HugeBytes = 256 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBytes);

    public Memory<byte> Memory => buffer;

    /// <summary>Gives away what was received, in an array of its size class, and takes another buffer.</summary>
    public byte[] Take(int received)
    {
        var taken = buffer;
        if (received <= SmallBytes && taken.Length > SmallBytes)
        {
            taken = ArrayPool<byte>.Shared.Rent(received);
            buffer.AsSpan(0, received).CopyTo(taken);
        }
        else
            buffer = ArrayPool<byte>.Shared.Rent(taken.Length);

        return taken;
    }

    /// <summary>Chooses the size for the next receipt.</summary>
    /// <param name="waitingBytes">What is already waiting to be received.</param>
    /// <param name="isKept">Whether what is received is sent on from it. What is given away, to be held by toxics, is of the runtime's small objects: there may be many.</param>
    public void Fit(int waitingBytes, bool isKept)
    {
        var needed = waitingBytes <= SmallBytes ? SmallBytes : waitingBytes <= BigBytes || !isKept ? BigBytes : HugeBytes;
        if (buffer.Length == needed)
            return;
        Return();
        buffer = ArrayPool<byte>.Shared.Rent(needed);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(buffer);
}
