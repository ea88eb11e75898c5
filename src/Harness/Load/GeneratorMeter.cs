namespace Harness.Load;

/// <summary>What the generator itself costs: a generator that is busy measures itself.</summary>
internal sealed class GeneratorMeter(TimeProvider time)
{
    private long at;
    private TimeSpan cpu, pause;

    /// <summary>CPU as a share of all cores, and time stood still for garbage collection, since the last reading.</summary>
    public (double Cpu, TimeSpan GcPause) Read()
    {
        var (was, wasCpu, wasPause) = (at, cpu, pause);
        (at, cpu, pause) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        var elapsed = time.GetElapsedTime(was, at);
        return was == 0 || elapsed <= TimeSpan.Zero ? (0, TimeSpan.Zero) : ((cpu - wasCpu) / elapsed / Environment.ProcessorCount, pause - wasPause);
    }
}
