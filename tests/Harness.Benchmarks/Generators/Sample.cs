using Harness.Benchmarks.Programs;

namespace Harness.Benchmarks.Generators;

/// <summary>What one run of a generator did and cost.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Cpu">Of all its processes, from start to end.</param>
/// <param name="RequestsPerSecond">While it sent.</param>
/// <param name="LoopbackBytes">What went over the loopback meanwhile.</param>
/// <param name="Note">What is worth knowing of it, or empty.</param>
internal sealed record Sample(long Requests, CpuTime Cpu, double RequestsPerSecond, long LoopbackBytes, string Note = "");
