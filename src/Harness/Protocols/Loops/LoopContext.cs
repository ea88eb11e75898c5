namespace Harness.Protocols.Loops;

/// <summary>Brings code that awaited something elsewhere back to its loop.</summary>
internal sealed class LoopContext(EventLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

    /// <summary>Would make another thread wait for the loop; nothing here needs that.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!loop.IsCurrent) throw new NotSupportedException("A loop takes work by Post only.");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
