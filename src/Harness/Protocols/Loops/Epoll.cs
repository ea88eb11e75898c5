using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Harness.Protocols.Loops;

/// <summary>
/// The calls of Linux that an epoll loop lives on (epoll(7), eventfd(2), socket(2)). The runtime's own sockets are left out here on purpose: it would
/// watch them with an epoll of its own, and every event would come twice.
/// </summary>
internal static unsafe partial class Epoll
{
    public const uint In = 0x1, Out = 0x4, Error = 0x8, HangUp = 0x10, PeerClosed = 0x2000, EdgeTriggered = 1u << 31;
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, DontWait = 0x40, NoSignal = 0x4000, Add = 1, IPProtocolTcp = 6, TcpNoDelay = 1, SocketLevel = 1, SocketErrorOption = 4;
    private const int EPerm = 1, EIntr = 4, EAgain = 11, EMFile = 24, EInProgress = 115, ENoSys = 38;

    /// <summary>struct epoll_event has no padding on x86, and has it elsewhere.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int file, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int WaitNanoseconds(int epoll, byte* events, int most, Timespec* timeout, void* mask);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitMilliseconds(int epoll, byte* events, int most, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int file);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Timespec
    {
        public long Seconds, Nanoseconds;
    }

    /// <summary>A new epoll instance, or -1 where this system forbids it.</summary>
    public static int Open() => OperatingSystem.IsLinux() ? Create(CloseOnExec) : -1;

    /// <summary>A file that wakes a waiting loop (eventfd).</summary>
    public static int OpenEvent() => CreateEvent(0, CloseOnExec | NonBlocking);

    /// <summary>Makes this thread's waits as exact as the kernel can: by default it may put off a wake-up by 50 µs to save power.</summary>
    public static void WakeExactly() => _ = ProcessControl(29, 1, 0, 0, 0); // PR_SET_TIMERSLACK, 1 ns

    /// <summary>Watches a file for events, told by their edges.</summary>
    public static bool Watch(int epoll, int file, uint events, ulong data)
    {
        var change = stackalloc byte[16];
        *(uint*)change = events | EdgeTriggered;
        *(ulong*)(change + EventSize - 8) = data;
        return Control(epoll, Add, file, change) == 0;
    }

    /// <summary>
    /// False once this system has said that it has no epoll_pwait2: Linux before 5.11, an older C library, or a container whose filter of system calls knows
    /// it not, which is told as a lack of permission. Tests say it before.
    /// </summary>
    public static bool HasNanoseconds { get; set; } = true;

    /// <summary>Waits; at most so many nanoseconds, negative for ever. The number of events; 0 also where a signal came in between.</summary>
    public static int Wait(int epoll, byte* events, int most, long nanoseconds)
    {
        if (HasNanoseconds)
        {
            try
            {
                var timeout = new Timespec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
                var count = WaitNanoseconds(epoll, events, most, nanoseconds < 0 ? null : &timeout, null);
                if (count >= 0 || Marshal.GetLastPInvokeError() == EIntr) return Math.Max(0, count);
                if (Marshal.GetLastPInvokeError() is not (ENoSys or EPerm)) throw new SocketException(Marshal.GetLastPInvokeError());
            }
            catch (EntryPointNotFoundException)
            {
                // An older C library.
            }
            HasNanoseconds = false;
        }
        // Milliseconds, rounded down: the rest of the way the loop comes by again without waiting.
        var milliseconds = WaitMilliseconds(epoll, events, most, nanoseconds < 0 ? -1 : (int)Math.Min(int.MaxValue, nanoseconds / 1_000_000));
        return milliseconds >= 0 || Marshal.GetLastPInvokeError() == EIntr ? Math.Max(0, milliseconds) : throw new SocketException(Marshal.GetLastPInvokeError());
    }

    /// <summary>What event number <paramref name="index"/> says.</summary>
    public static (uint Events, ulong Data) Event(byte* events, int index)
    {
        var at = events + (index * EventSize);
        return (*(uint*)at, *(ulong*)(at + EventSize - 8));
    }

    public static void Signal(int file)
    {
        var one = 1L;
        _ = Write(file, &one, sizeof(long));
    }

    public static void Unsignal(int file)
    {
        long count;
        _ = Read(file, &count, sizeof(long));
    }

    /// <summary>A TCP socket that never blocks and sends at once; -1 with <see cref="LastError"/>, also where the load has as many files as it may.</summary>
    public static int OpenSocket(bool isV6)
    {
        var socket = CreateSocket(isV6 ? 10 : 2, 1 | CloseOnExec | NonBlocking, IPProtocolTcp);
        if (socket < 0) return -1;
        if (socket >= Descriptors.Limit)
        {
            Close(socket);
            Marshal.SetLastPInvokeError(EMFile);
            return -1;
        }
        var yes = 1;
        _ = SetOption(socket, IPProtocolTcp, TcpNoDelay, &yes, sizeof(int));
        return socket;
    }

    /// <summary>Gives a socket its own address; false with <see cref="LastError"/>.</summary>
    public static bool Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* at = address) return Bind(socket, at, (uint)address.Length) == 0;
    }

    /// <summary>Begins to connect; false with <see cref="LastError"/>.</summary>
    public static bool Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* at = address) return Connect(socket, at, (uint)address.Length) == 0 || Marshal.GetLastPInvokeError() == EInProgress;
    }

    /// <summary>How the connecting ended; 0 for well.</summary>
    public static int ErrorOf(int socket)
    {
        int error;
        var length = (uint)sizeof(int);
        return GetOption(socket, SocketLevel, SocketErrorOption, &error, &length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes taken; 0 where none can be now, -1 with <see cref="LastError"/>.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            var sent = (int)Send(socket, at, (nuint)bytes.Length, DontWait | NoSignal);
            return sent >= 0 ? sent : Marshal.GetLastPInvokeError() is EAgain or EIntr ? 0 : -1;
        }
    }

    /// <summary>Bytes that came; 0 at the peer's end, -1 with <see cref="LastError"/>, -2 where none are there now.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* at = into)
        {
            var came = (int)Receive(socket, at, (nuint)into.Length, DontWait);
            return came >= 0 ? came : Marshal.GetLastPInvokeError() is EAgain or EIntr ? -2 : -1;
        }
    }

    public static void Close(int file) => _ = CloseFile(file);

    /// <summary>The last call's error number.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>An error number as the framework's word for it.</summary>
    public static SocketError ErrorOfNumber(int number) => number switch
    {
        EMFile or 23 => SocketError.TooManyOpenSockets, // or ENFILE
        32 => SocketError.Shutdown, // EPIPE
        98 => SocketError.AddressAlreadyInUse,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        13 or 1 => SocketError.AccessDenied,
        _ => SocketError.SocketError,
    };
}
