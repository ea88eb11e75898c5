using Harness.Protocols.Loops;

namespace Harness.Tests.Load;

/// <summary>A loop on virtual time, without wires: it rests until the clock was moved on to its next timer, or until something is posted.</summary>
internal sealed class VirtualLoop(TimeProvider time, string name) : EventLoop(time, name)
{
    private readonly TimeProvider time = time;
    private readonly SemaphoreSlim woken = new(0);
    private volatile bool isResting;

    public bool IsResting => isResting;

    public override Wire Open(IWireUser user, WireOptions options) => throw new NotSupportedException("nothing is sent over a wire on virtual time");

    protected override void WaitForIO(long until)
    {
        var left = until == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds((double)Math.Max(0, until - GetTimestamp()) / TimestampFrequency);
        if (left != TimeSpan.Zero)
        {
            using var timer = time.CreateTimer(_ => Wake(), null, left, Timeout.InfiniteTimeSpan);
            // The clock may have been moved on between the question and the timer.
            if (GetTimestamp() < until)
            {
                isResting = true;
                woken.Wait();
                isResting = false;
            }
        }
        Woke = GetTimestamp();
    }

    protected override void Wake() => woken.Release();

    protected override void Close() => woken.Dispose();
}
