using System.Runtime.InteropServices;

namespace Harness.Protocols.Loops;

/// <summary>A loop on Linux: edge-triggered epoll, one receive buffer for all its wires, waits as exact as the kernel's timers are.</summary>
internal sealed unsafe class EpollLoop : EventLoop
{
    private const int MostEvents = 256;
    private const int ReceiveBytes = 65_536;
    private const ulong WakeUp = ulong.MaxValue;

    /// <summary>The ticket of a wire that is not watched.</summary>
    public const ulong NoTicket = WakeUp;

    private readonly int epoll, wakeUp;
    private readonly long spin;
    private readonly byte* events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * Epoll.EventSize));
    private readonly byte[] received = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
    private readonly List<EpollWire?> wires = [];
    private readonly Stack<int> unused = new();
    private uint lastGeneration;
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

    public override Wire Open(IWireUser user, WireOptions options) => options.Tls is null ? new EpollWire(this, user, options) : new StreamWire(this, user, options);

    /// <summary>Watches a wire's socket under a ticket that every event of it carries: the wire's place, and a generation that no other wire had.</summary>
    /// <remarks>
    /// A wire that is closed in the very turn in which an event of it came leaves its place, and the number of its socket, to the next that is opened:
    /// only the generation tells that the event is not of that one.
    /// </remarks>
    internal bool Watch(EpollWire wire, int socket, out ulong ticket)
    {
        var place = unused.Count > 0 ? unused.Pop() : wires.Count;
        if (place == wires.Count) wires.Add(wire);
        else wires[place] = wire;
        ticket = ((ulong)++lastGeneration << 32) | (uint)place;
        return Epoll.Watch(epoll, socket, Epoll.In | Epoll.Out | Epoll.PeerClosed, ticket);
    }

    internal void Forget(ulong ticket)
    {
        wires[Place(ticket)] = null;
        unused.Push(Place(ticket));
    }

    private static int Place(ulong ticket) => (int)(uint)ticket;

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
            else if (wires[Place(data)] is { } wire && wire.Ticket == data) wire.Ready(what);
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
