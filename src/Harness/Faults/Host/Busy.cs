using System.Diagnostics;

namespace Harness.Faults.Host;

/// <summary>A thread that keeps one processor, or a share of it, busy.</summary>
internal static class Busy
{
    /// <summary>Short enough that a share looks even from outside, long enough that waiting is exact enough.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    public static void Start(double share, CancellationToken ct) => new Thread(() =>
    {
        while (!ct.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < Period * share) Thread.SpinWait(100);
            if (share < 1) ct.WaitHandle.WaitOne(Period * (1 - share));
        }
    })
    { IsBackground = true, Name = "press" }.Start();
}
