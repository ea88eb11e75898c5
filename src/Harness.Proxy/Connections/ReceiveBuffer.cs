using System.Buffers;

namespace Harness.Proxy;

/// <summary>
/// A pooled buffer that is small while little comes, for most connections wait most of the time, and big while more is waiting.
/// </summary>
internal sealed class ReceiveBuffer
{
    public const int SmallBytes = 4 * 1024;
    public const int BigBytes = 64 * 1024;

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

    /// <summary>Chooses the size for the next receipt by what is already waiting to be received.</summary>
    public void Fit(int waitingBytes)
    {
        var isBig = buffer.Length > SmallBytes;
        var needsBig = waitingBytes > SmallBytes;
        if (isBig == needsBig)
            return;
        Return();
        buffer = ArrayPool<byte>.Shared.Rent(needsBig ? BigBytes : SmallBytes);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(buffer);
}
