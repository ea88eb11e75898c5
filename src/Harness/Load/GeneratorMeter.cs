using Harness.Journal;
using Harness.Protocols.Loops;

namespace Harness.Load;

/// <summary>What the generator itself costs: a generator that is busy measures itself.</summary>
internal sealed class GeneratorMeter(TimeProvider time, IReadOnlyList<EventLoop> loops)
{
    private long at, allocated;
    private TimeSpan cpu, pause;

    /// <summary>What it cost since the last reading: CPU as a share of all cores, time stood still for garbage collection, and so on. The second is the caller's.</summary>
    public async Task<SecondClosed> Read()
    {
        var ofLoops = await Task.WhenAll(loops.Select(loop => loop.Ask(() => (Busy: loop.TakeBusy(), loop.TakeHeld().Times)))).ConfigureAwait(false);
        var (was, wasCpu, wasPause, wasAllocated) = (at, cpu, pause, allocated);
        (at, cpu, pause, allocated) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes());
        var elapsed = time.GetElapsedTime(was, at);
        if (was == 0 || elapsed <= TimeSpan.Zero) return new SecondClosed { Second = 0 };
        return new SecondClosed
        {
            Second = 0,
            Cpu = (cpu - wasCpu) / elapsed / Environment.ProcessorCount,
            GcPause = pause - wasPause,
            LoopBusy = ofLoops.Max(one => one.Busy),
            LoopHeld = (int)ofLoops.Sum(one => one.Times),
            PoolQueue = ThreadPool.PendingWorkItemCount,
            Allocated = allocated - wasAllocated,
            Heap = GC.GetGCMemoryInfo().HeapSizeBytes,
        };
    }
}
