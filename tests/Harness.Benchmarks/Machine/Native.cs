using System.Runtime.InteropServices;

namespace Harness.Benchmarks.Machine;

/// <summary>The few calls to the C library that .NET has no word for.</summary>
internal static unsafe partial class Native
{
    private const int OfChildren = -1;      // RUSAGE_CHILDREN
    private const int TimerSlack = 29;      // PR_SET_TIMERSLACK
    private const int UsageWords = 18;      // struct rusage: two timevals and fourteen longs

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>CPU time of all children that have ended, their own ended children included.</summary>
    public static (TimeSpan User, TimeSpan System) ChildrenCpu()
    {
        var usage = stackalloc long[UsageWords];
        if (GetUsage(OfChildren, usage) != 0) throw new InvalidOperationException($"getrusage: error {Marshal.GetLastPInvokeError()}");
        return (Time(usage[0], usage[1]), Time(usage[2], usage[3]));
    }

    /// <summary>From now on this thread's sleeps end as late as the kernel must, not 50 µs later.</summary>
    public static void SleepExactly() => _ = Control(TimerSlack, 1, 0, 0, 0);

    /// <summary>Sleeps; on other systems than Linux it lets others go first and comes back at once.</summary>
    public static void Sleep(TimeSpan time)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Yield();
            return;
        }
        var span = stackalloc long[2];
        (span[0], span[1]) = ((long)time.TotalSeconds, time.Ticks % TimeSpan.TicksPerSecond * 100);
        _ = NanoSleep(span, null);
    }

    /// <summary>Sends a signal to one process.</summary>
    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    private static TimeSpan Time(long seconds, long microseconds) => TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds(microseconds);

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, long* usage);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(long* time, long* left);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
