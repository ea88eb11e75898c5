using System.Text.RegularExpressions;
using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Programs;

namespace Harness.Benchmarks.Generators;

/// <summary>A generator that others made: a program, its arguments, and where its output says how many requests were answered.</summary>
/// <param name="name">The program.</param>
/// <param name="arguments">For an URL and a size.</param>
/// <param name="answered">Its first group is the number of good answers.</param>
/// <param name="wrong">What its output says where something went wrong.</param>
internal sealed class ToolGenerator(string name, Func<string, Size, IReadOnlyList<string>> arguments, Regex answered, Regex wrong) : IGenerator
{
    public string Name => name;

    public async Task<Sample> Run(string url, Size size, CancellationToken ct)
    {
        var bytes = Loopback.Bytes;
        var ended = await Ended.Run(new Command(name, arguments(url + "/", size)) { Core = Cores.Generator }, ct);
        var count = answered.Match(ended.Output);
        if (ended.Code != 0 || !count.Success) throw new BenchmarkException($"{name} ended with {ended.Code}: {ended.Output.Trim().Split('\n')[^1]}");
        var errors = wrong.Match(ended.Output);
        if (errors.Success) throw new BenchmarkException($"{name}: {errors.Value.Trim()}");
        var requests = long.Parse(count.Groups[1].Value);
        return new Sample(requests, ended.Cpu, requests / ended.Took.TotalSeconds, Loopback.Bytes - bytes);
    }
}
