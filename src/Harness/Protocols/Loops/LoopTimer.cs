namespace Harness.Protocols.Loops;

/// <summary>A timer of a loop, used on it only. It rings once, on the loop, never early; set anew as often as wanted without an allocation.</summary>
internal sealed class LoopTimer(EventLoop loop, Action ring)
{
    /// <summary>When it rings; for the heap.</summary>
    internal long Due { get; set; }

    /// <summary>Its place in the heap, or -1.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>True until it rang.</summary>
    public bool IsSet => Place >= 0;

    /// <summary>Sets it, or sets it anew.</summary>
    public void Set(long due) => loop.Schedule(this, due);

    /// <summary>Keeps it from ringing.</summary>
    public void Stop() => loop.Unschedule(this);

    internal void Ring() => ring();
}
