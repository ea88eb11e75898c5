using System.Diagnostics;
using Harness.Benchmarks.Machine;

namespace Harness.Benchmarks.Programs;

/// <summary>What a program did from start to end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">All that it wrote.</param>
/// <param name="Cpu">What it and all that it started cost.</param>
/// <param name="Took">How long.</param>
internal sealed record Ended(int Code, string Output, CpuTime Cpu, TimeSpan Took)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs a program to its end. Its CPU time is what the kernel counted for our children that ended meanwhile, so only one may be run at a
    /// time; what it starts is counted as far as it waits for that.
    /// </summary>
    /// <param name="command">The program.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="everySecond">Is told its process id and how long it runs.</param>
    /// <exception cref="BenchmarkException">It is not there, or does not end in time.</exception>
    public static async Task<Ended> Run(Command command, CancellationToken ct, Action<int, TimeSpan>? everySecond = null)
    {
        var before = Native.ChildrenCpu();
        var watch = Stopwatch.StartNew();
        await using var child = Child.Start(command);
        var ending = child.End(ct);
        while (await Task.WhenAny(ending, Task.Delay(Second, TimeProvider.System, ct)) != ending)
        {
            ct.ThrowIfCancellationRequested();
            if (watch.Elapsed > command.Limit) throw new BenchmarkException($"{command.File} did not end within {command.Limit.TotalMinutes:0} minutes");
            everySecond?.Invoke(child.Id, watch.Elapsed);
        }
        var code = await ending;
        var after = Native.ChildrenCpu();
        return new Ended(code, child.Output, new CpuTime(after.User - before.User, after.System - before.System), watch.Elapsed);
    }
}

/// <summary>Processor time.</summary>
/// <param name="User">In the program.</param>
/// <param name="System">In the kernel for it.</param>
internal readonly record struct CpuTime(TimeSpan User, TimeSpan System)
{
    public double Seconds => (User + System).TotalSeconds;
}
