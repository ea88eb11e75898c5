using System.Runtime.InteropServices;

namespace Harness.Protocols.Loops;

/// <summary>A loop on Linux: edge-triggered epoll, one receive buffer for all its wires, waits as exact as the kernel's timers are.</summary>
internal sealed unsafe class EpollLoop : EventLoop
{
    private const int MostEvents = 256;
    private const int ReceiveBytes = 65_536;
    private const ulong WakeUp = ulong.MaxValue;

    private readonly int epoll, wakeUp;
    private readonly long spin;
    private readonly byte* events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * Epoll.EventSize));
    private readonly byte[] received = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
    private readonly List<EpollWire?> wires = [];
    private readonly Stack<int> unused = new();
    private bool isExact;

    /// <summary>Makes a loop.</summary>
    /// <param name="source">Whose time stamps it shows; those of the system's monotonic clock.</param>
    /// <param name="name">Of its thread.</param>
    /// <param name="spin">How long before a timer it looks all the time instead of sleeping. None: the kernel's timers are some 50 µs late.</param>
    public EpollLoop(TimeProvider source, string name, TimeSpan spin) : base(source, name)
    {
        (epoll, wakeUp) = (Epoll.Open(), Epoll.OpenEvent());
        this.spin = Stamps(spin);
        if (!Epoll.Watch(epoll, wakeUp, Epoll.In, WakeUp)) throw new InvalidOperationException($"epoll refuses its own event: error {Epoll.LastError}");
    }

    /// <summary>True where this system lets a process have an epoll.</summary>
    public static bool IsSupported { get; } = Probe();

    private static bool Probe()
    {
        var file = Epoll.Open();
        if (file < 0) return false;
        Epoll.Close(file);
        return true;
    }

    /// <summary>Where bytes are received to; what is in it is gone at the next receive.</summary>
    internal byte[] Buffer => received;

    public override Wire Open(IWireUser user, WireOptions options) => options.TlsHost is null ? new EpollWire(this, user, options) : new StreamWire(this, user, options);

    /// <summary>Gives a wire a number, and watches its socket under it.</summary>
    internal bool Watch(EpollWire wire, int socket, out int number)
    {
        number = unused.Count > 0 ? unused.Pop() : wires.Count;
        if (number == wires.Count) wires.Add(wire);
        else wires[number] = wire;
        // The socket's number stands beside it: an event of a socket that was closed in this very turn finds another wire, or none.
        return Epoll.Watch(epoll, socket, Epoll.In | Epoll.Out | Epoll.PeerClosed, ((ulong)(uint)socket << 32) | (uint)number);
    }

    internal void Forget(int number)
    {
        wires[number] = null;
        unused.Push(number);
    }

    protected override void WaitForIO(long until)
    {
        if (!isExact)
        {
            Epoll.WakeExactly();
            isExact = true;
        }
        var count = Wait(until);
        Woke = GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var (what, data) = Epoll.Event(events, i);
            if (data == WakeUp) Epoll.Unsignal(wakeUp);
            else if (wires[(int)(uint)data] is { } wire && wire.Socket == (int)(data >> 32)) wire.Ready(what);
        }
    }

    private int Wait(long until)
    {
        if (until == long.MaxValue) return Epoll.Wait(epoll, events, MostEvents, -1);
        var left = until - GetTimestamp();
        if (left > spin) return Epoll.Wait(epoll, events, MostEvents, Nanoseconds(left - spin));
        var count = Epoll.Wait(epoll, events, MostEvents, 0);
        while (count == 0 && left > 0 && spin > 0)
        {
            Thread.SpinWait(20);
            count = Epoll.Wait(epoll, events, MostEvents, 0);
            left = until - GetTimestamp();
        }
        return count;
    }

    private long Nanoseconds(long stamps) => TimestampFrequency == 1_000_000_000 ? stamps : (long)(stamps * 1e9 / TimestampFrequency);

    protected override void Wake() => Epoll.Signal(wakeUp);

    protected override void Close()
    {
        foreach (var wire in wires.ToList()) wire?.Dispose();
        Epoll.Close(epoll);
        Epoll.Close(wakeUp);
        NativeMemory.Free(events);
    }
}
