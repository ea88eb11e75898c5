using System.Globalization;
using Docker.DotNet.Models;

namespace Harness.Docker;

/// <summary>
/// Limits of a container in the engine's words, which has three traps. A zero in an update means "as it is", so no limit has to be said otherwise.
/// NanoCPUs cannot be mixed with a quota, nor a quota be taken back where a period was said (409), so whichever the container has is used, and a
/// period is never said where none was. And no limit of memory is no number that it takes (-1 is "less than 6 MB"), but the kernel's own largest is.
/// </summary>
internal static class ContainerLimits
{
    private const string Nano = "nanoCpus", Quota = "cpuQuota", Period = "cpuPeriod", Memory = "memory", Swap = "memorySwap";
    private const long DefaultPeriod = 100_000;

    /// <summary>What the kernel calls no limit: its highest count of pages, in bytes (PAGE_COUNTER_MAX).</summary>
    private const long Unlimited = long.MaxValue / 4096 * 4096;

    /// <summary>What holds; no limit is 0.</summary>
    public static IReadOnlyDictionary<string, string> Read(HostConfig host)
    {
        static string Text(long number) => Math.Max(0, number).ToString(CultureInfo.InvariantCulture);
        var memory = host.Memory >= Unlimited ? 0 : Math.Max(0, host.Memory);
        return new Dictionary<string, string>
        {
            [Nano] = Text(host.NanoCPUs),
            [Quota] = Text(host.CPUQuota),
            [Period] = Text(host.CPUPeriod),
            [Memory] = Text(memory),
            // -1 is as much swap as there is. Without a limit of memory it says nothing.
            [Swap] = memory == 0 ? "0" : host.MemorySwap.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Processors that it may use, or null: all.</summary>
    public static double? Cpus(IReadOnlyDictionary<string, string> limits) =>
        Number(limits, Nano) is > 0 and var nano ? nano / 1e9 : Number(limits, Quota) is > 0 and var quota ? (double)quota / PeriodOf(limits) : null;

    /// <summary>Memory that it may use, in bytes, or null: all.</summary>
    public static long? MemoryBytes(IReadOnlyDictionary<string, string> limits) => Number(limits, Memory) is > 0 and var memory ? memory : null;

    /// <summary>The update that tightens; what is tighter already stays.</summary>
    public static ContainerUpdateParameters Tightening(IReadOnlyDictionary<string, string> now, double? cpus, long? memoryBytes)
    {
        var update = new ContainerUpdateParameters();
        if (cpus is { } number && !(Cpus(now) <= number))
        {
            if (Number(now, Nano) > 0) update.NanoCPUs = (long)(number * 1e9);
            else (update.CPUPeriod, update.CPUQuota) = (Number(now, Period), Math.Max(1000, (long)(number * PeriodOf(now))));
        }
        // Without swap: a limit that is swapped around shows nothing but a slow disk.
        if (memoryBytes is { } bytes && !(MemoryBytes(now) <= bytes)) (update.Memory, update.MemorySwap) = (bytes, Number(now, Swap) == -1 ? -1 : bytes);
        return update;
    }

    /// <summary>The update that puts back what was read.</summary>
    /// <param name="before">What was read.</param>
    /// <param name="now">What holds: what is as before already is left alone.</param>
    /// <param name="isUnified">True on control groups of version 2, where swap is counted apart from memory.</param>
    public static ContainerUpdateParameters Restoring(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now, bool isUnified)
    {
        var update = new ContainerUpdateParameters();
        if (Number(before, Nano) is > 0 and var nano) update.NanoCPUs = nano;
        else if (Number(before, Quota) is > 0 and var quota) (update.CPUPeriod, update.CPUQuota) = (Number(before, Period), quota);
        else if (Number(now, Quota) > 0) update.CPUQuota = -1;
        if (MemoryBytes(before) is { } memory) (update.Memory, update.MemorySwap) = (memory, Number(before, Swap));
        else if (MemoryBytes(now) is not null) (update.Memory, update.MemorySwap) = (Unlimited, isUnified ? -1 : Unlimited);
        return update;
    }

    private static long PeriodOf(IReadOnlyDictionary<string, string> limits) => Number(limits, Period) is > 0 and var period ? period : DefaultPeriod;

    private static long Number(IReadOnlyDictionary<string, string> limits, string key) => long.Parse(limits[key], CultureInfo.InvariantCulture);
}
