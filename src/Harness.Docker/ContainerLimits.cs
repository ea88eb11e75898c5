using System.Globalization;
using Docker.DotNet.Models;

namespace Harness.Docker;

/// <summary>
/// Limits of a container in the engine's words. A zero in an update means "as it is", so no limit is written as -1; and NanoCPUs cannot be mixed
/// with a quota (409), so whichever the container was started with is used.
/// </summary>
internal static class ContainerLimits
{
    private const string Nano = "nanoCpus", Quota = "cpuQuota", Period = "cpuPeriod", Memory = "memory", Swap = "memorySwap";
    private const long DefaultPeriod = 100_000;

    /// <summary>What holds; no limit is 0.</summary>
    public static IReadOnlyDictionary<string, string> Read(HostConfig host)
    {
        static string Text(long number) => Math.Max(0, number).ToString(CultureInfo.InvariantCulture);
        var (quota, memory) = (Math.Max(0, host.CPUQuota), Math.Max(0, host.Memory));
        return new Dictionary<string, string>
        {
            [Nano] = Text(host.NanoCPUs),
            [Quota] = Text(quota),
            [Period] = Text(quota == 0 ? 0 : host.CPUPeriod == 0 ? DefaultPeriod : host.CPUPeriod),
            [Memory] = Text(memory),
            // The engine allows as much swap as memory where nothing was said; -1 is as much as there is.
            [Swap] = memory == 0 ? "0" : host.MemorySwap.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The update that tightens.</summary>
    public static ContainerUpdateParameters Tightening(IReadOnlyDictionary<string, string> now, double? cpus, long? memoryBytes)
    {
        var update = new ContainerUpdateParameters();
        if (cpus is { } number && Number(now, Nano) > 0) update.NanoCPUs = (long)(number * 1e9);
        else if (cpus is { } share) (update.CPUPeriod, update.CPUQuota) = (DefaultPeriod, (long)(share * DefaultPeriod));
        // Without swap: a limit that is swapped around shows nothing but a slow disk.
        if (memoryBytes is { } bytes) (update.Memory, update.MemorySwap) = (bytes, bytes);
        return update;
    }

    /// <summary>The update that puts back what was read.</summary>
    public static ContainerUpdateParameters Restoring(IReadOnlyDictionary<string, string> before)
    {
        var update = new ContainerUpdateParameters();
        if (Number(before, Nano) is > 0 and var nano) update.NanoCPUs = nano;
        else if (Number(before, Quota) is > 0 and var quota) (update.CPUPeriod, update.CPUQuota) = (Number(before, Period), quota);
        else update.CPUQuota = -1;
        if (Number(before, Memory) is > 0 and var memory) (update.Memory, update.MemorySwap) = (memory, Number(before, Swap));
        else (update.Memory, update.MemorySwap) = (-1, -1);
        return update;
    }

    private static long Number(IReadOnlyDictionary<string, string> limits, string key) => long.Parse(limits[key], CultureInfo.InvariantCulture);
}
