using Harness.Journal;

namespace Harness.Tests.Reports;

/// <summary>The failing run with what its targets used: one with limits that is killed at 1:00, two without, one of them with a disk.</summary>
public static class SampleTargets
{
    private const long MebiByte = 1 << 20;

    /// <summary>Three instances.</summary>
    public static SampleRun Run => SampleRun.Failing with { Bend = entries => With(entries, Three) };

    /// <summary>More instances than there are lines.</summary>
    public static SampleRun Many => SampleRun.Failing with { Bend = entries => With(entries, second => Three(second).Concat(Enumerable.Range(1, 10).Select(i => Worker(second, i)))) };

    /// <summary>The journal with frames behind the end of each second.</summary>
    public static IEnumerable<Entry> With(IEnumerable<Entry> entries, Func<int, IEnumerable<TargetFrame>> frames) =>
        entries.SelectMany(entry => entry is SecondClosed closed ? [entry, .. frames(closed.Second)] : (IEnumerable<Entry>)[entry]);

    /// <summary>What the three used in a second.</summary>
    public static IEnumerable<TargetFrame> Three(int second)
    {
        var load = second < 0 ? 0.08 : second < 15 ? 0.08 + 0.92 * (second + 0.5) / 15 : second < 75 ? 1 : Math.Max(0, 1 - (second - 74.5) / 15);
        var (isSlow, isDown, isAlone) = (second is >= 30 and < 53, second is >= 60 and < 65, second is >= 60 and < 67);
        var ripple = 0.03 * Math.Sin(second * 1.7) + 0.02 * Math.Sin(second * 0.6);
        var piled = isSlow ? 0.5 * Math.Exp(-Math.Pow((second - 41) / 8.0, 2)) : 0;
        yield return new()
        {
            Target = "shop-1",
            Instance = "shop-1",
            Second = second,
            Cpu = isDown ? 0 : second is 65 or 66 ? 0.81 : Math.Round(0.04 + (0.36 * load) + piled + (ripple * load), 4),
            CpuLimit = 1,
            MemoryBytes = isDown ? 0 : (long)((104 + (40 * load) + (150 * piled) + (second > 65 ? -18 : 0)) * MebiByte),
            MemoryLimitBytes = 256 * MebiByte,
            NetworkReceivedBytes = isDown ? 0 : (long)(61_000 * load),
            NetworkSentBytes = isDown ? 0 : (long)(310_000 * load),
            State = isDown ? TargetState.Stopped : TargetState.Running,
        };
        yield return new()
        {
            Target = "shop-2",
            Instance = "shop-2",
            Second = second,
            Cpu = Math.Round(0.04 + (0.34 * load * (isAlone ? 1.9 : 1)) + (piled * 0.8) - (ripple * load), 4),
            MemoryBytes = (long)((101 + (38 * load) + (120 * piled)) * MebiByte),
            NetworkReceivedBytes = (long)(60_000 * load * (isAlone ? 1.9 : 1)),
            NetworkSentBytes = (long)(305_000 * load * (isAlone ? 1.9 : 1)),
        };
        yield return new()
        {
            Target = "payments",
            Instance = "payments",
            Second = second,
            Cpu = Math.Round(0.02 + (0.11 * load * (isSlow ? 0.7 : 1)) + (ripple * load / 3), 4),
            MemoryBytes = (long)((72 + (12 * load)) * MebiByte),
            NetworkReceivedBytes = (long)(24_000 * load),
            NetworkSentBytes = (long)(18_000 * load),
            DiskReadBytes = 0,
            DiskWrittenBytes = second % 10 == 0 ? 840_000 : (long)(52_000 * load),
        };
    }

    private static TargetFrame Worker(int second, int number) => new()
    {
        Target = "worker",
        Instance = $"checkout-worker-{number}",
        Second = second,
        Cpu = Math.Round(0.01 * number + (0.02 * Math.Abs(Math.Sin(second + number))), 4),
        CpuLimit = 0.5,
        MemoryBytes = (20 + number) * MebiByte,
    };
}
