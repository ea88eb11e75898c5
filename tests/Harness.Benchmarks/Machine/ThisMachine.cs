using System.Runtime.InteropServices;

namespace Harness.Benchmarks.Machine;

/// <summary>What the numbers were measured on.</summary>
internal static class ThisMachine
{
    /// <summary>One line: cores, CPU, kernel, .NET.</summary>
    public static string Line => $"{Environment.ProcessorCount} cores, {Cpu}, {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, .NET {Environment.Version}";

    /// <summary>How busy it is already, as a warning; null where it is idle or cannot be told.</summary>
    public static string? Busy
    {
        get
        {
            if (!File.Exists("/proc/loadavg")) return null;
            var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0]);
            return load < 0.5 ? null : $"load average {load:0.0}: something else is running, or just was; read ratios, not numbers";
        }
    }

    private static string Cpu => !File.Exists("/proc/cpuinfo") ? RuntimeInformation.ProcessArchitecture.ToString() :
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
}
