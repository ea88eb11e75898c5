namespace Harness.Benchmarks.Generators;

/// <summary>A short and a long run of the same round: what start, connecting and report cost is in both, and falls out of the difference.</summary>
internal sealed record Pair(Sample Short, Sample Long)
{
    private const double Million = 1e6;

    private double More => Long.Requests - Short.Requests;

    /// <summary>CPU seconds for a million requests more.</summary>
    public double Marginal => (Long.Cpu.Seconds - Short.Cpu.Seconds) / More * Million;

    /// <summary>The part of that which the kernel took, 0 to 1.</summary>
    public double Kernel => (Long.Cpu.System - Short.Cpu.System).TotalSeconds / More * Million / Marginal;

    /// <summary>CPU seconds of a run without any request: start, connecting, report.</summary>
    public double Fixed => Short.Cpu.Seconds - (Marginal * Short.Requests / Million);

    /// <summary>Bytes over the loopback for a request more, both directions.</summary>
    public double Bytes => (Long.LoopbackBytes - Short.LoopbackBytes) / More;
}
