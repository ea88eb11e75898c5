namespace Harness.Protocols.Loops;

/// <summary>A loop on any system: its wires are the framework's sockets, whose completions are posted to it; its waits are exact to about a millisecond, late, never early.</summary>
internal sealed class PortableLoop(TimeProvider source, string name, TimeSpan spin) : EventLoop(source, name)
{
    private readonly ManualResetEventSlim woken = new(false, spinCount: 0);

    public override Wire Open(IWireUser user, WireOptions options) => new StreamWire(this, user, options);

    protected override void WaitForIO(long until)
    {
        var left = until == long.MaxValue ? long.MaxValue : until - GetTimestamp();
        if (left > 0)
        {
            var milliseconds = left == long.MaxValue ? Timeout.Infinite : (left - Stamps(spin)) * 1000.0 / TimestampFrequency;
            if (milliseconds == Timeout.Infinite || milliseconds > 0) woken.Wait((int)Math.Min(int.MaxValue, Math.Ceiling(milliseconds)));
            while (spin > TimeSpan.Zero && !woken.IsSet && GetTimestamp() < until) Thread.SpinWait(20);
        }
        woken.Reset();
        Woke = GetTimestamp();
    }

    protected override void Wake() => woken.Set();

    protected override void Close() => woken.Dispose();
}
