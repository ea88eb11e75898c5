using Harness.Journal;

namespace Harness.Load;

/// <summary>What the generator itself costs: a generator that is busy measures itself.</summary>
internal sealed class GeneratorMeter(TimeProvider time, Generator generator)
{
    private long at, allocated;
    private TimeSpan cpu, pause;

    /// <summary>What it cost since the last reading: CPU as a share of all cores, time stood still for garbage collection, and so on. The second is the caller's.</summary>
    public async Task<SecondClosed> Read()
    {
        var ofLoops = await Task.WhenAll(generator.Loops.Select(loop => loop.Ask(() => (Busy: loop.TakeBusy(), Held: loop.Holds.Take(), At: time.GetTimestamp())))).ConfigureAwait(false);
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
            LoopHeld = ofLoops.Sum(one => one.Held.Times),
            HeldBy = [.. ofLoops.SelectMany(one => one.Held.Named).GroupBy(one => one.Holder).Select(group => new LoopHold(group.Key.Load, group.Key.Step, group.Sum(one => one.Times), Time(group.Max(one => one.Longest))))],
            PoolQueue = ThreadPool.PendingWorkItemCount,
            // What a loop answers goes on in the pool, as the work of a load does that needs the pool.
            PoolWait = generator.NeedsPool ? time.GetElapsedTime(ofLoops.Max(one => one.At), at) : null,
            Allocated = allocated - wasAllocated,
            Heap = GC.GetGCMemoryInfo().HeapSizeBytes,
        };
    }

    private TimeSpan Time(long stamps) => time.GetElapsedTime(0, stamps);
}
