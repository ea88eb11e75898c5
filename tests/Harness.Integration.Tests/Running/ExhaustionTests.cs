using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Journal;
using Harness.Protocols;

namespace Harness.Integration.Tests.Running;

/// <summary>
/// A machine that has no more files or ports for the load: what it refuses is counted as its own, the run goes on to its end in time, writes its report, and
/// says that it proves nothing of the target.
/// </summary>
public sealed class ExhaustionTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static string[] Under(string prepare) => ["bash", "-c", prepare + " && exec \"$@\"", "bash"];

    [Fact]
    public async Task Run_NoDescriptorIsFree_GoesOnAndIs114()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are set as on Linux");
        await using var world = new World(scenario: """
            load: { target: api, executor: constant-arrival-rate, rate: 200/s, duration: 3s, gracefulStop: 1s, maxVUs: 5000 }
            steps:
              - { get: /, name: ask, timeout: 3s }
            thresholds:
              http_reqs: [ count>100 ]
            """);
        // It connects and is never answered: each request holds a descriptor for 3 s.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, world.LinkPort));
        silent.Listen(4096);
        File.WriteAllText(Path.Combine(world.Folder, "harness.json"), $$"""{ "targets": { "api": { "url": "http://127.0.0.1:{{world.LinkPort}}" } } }""");
        var watch = Stopwatch.StartNew();
        var (code, output) = await world.Run(["run", "small.yaml"], under: Under("ulimit -n 512"));

        Assert.True(code == 114, output);
        Refused(world, output, "no file descriptor is free");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);
        Assert.True(File.Exists(Path.Combine(world.RunFolder, "report.html")));
    }

    /// <summary>Before anything is sent where a closed load is sure to need more than there is.</summary>
    [Fact]
    public async Task Run_MoreConnectionsThanDescriptors_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are set as on Linux");
        await using var world = new World(scenario: """
            load: { target: program, vus: 1000, duration: 4s }
            steps:
              - { get: /healthz, name: ask }
            """);
        var (code, output) = await world.Run(["run", "small.yaml"], under: Under("ulimit -n 512"));

        Assert.True(code == 104, output);
        Assert.Contains("The load needs 1,000 connections, and this process may have 512 files open: raise ulimit -n, or set connections.max.", output, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Journal, entry => entry is TargetReady or LoadStarted);
    }

    /// <summary>In a network of its own with 24 ports: nobody else on this machine is to run out of them.</summary>
    [Theory]
    [InlineData("epoll", "")]
    [InlineData("sockets", ", bind: 127.0.0.2")]
    public async Task Run_NoPortIsFree_GoesOnAndIs114(string transport, string connections)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a network of its own is made by root on Linux");
        await using var world = new World(scenario: $$"""
            load: { target: program, executor: constant-arrival-rate, rate: 100/s, duration: 3s, gracefulStop: 1s, connections: { reuse: false{{connections}} } }
            steps:
              - { get: /healthz, name: ask, timeout: 2s }
            thresholds:
              http_reqs: [ count==300 ]
            """);
        var watch = Stopwatch.StartNew();
        var (code, output) = await world.Run(["run", "small.yaml", "--set", $"generator.transport={transport}"],
            under: ["unshare", "--net", .. Under("ip link set lo up && echo 61000 61023 > /proc/sys/net/ipv4/ip_local_port_range")]);

        Assert.True(code == 114, output);
        Refused(world, output, "no local port is free");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);
        world.AssertNothingIsLeft();
    }

    private static void Refused(World world, string output, string why)
    {
        var frames = world.Journal.OfType<StepFrame>().ToList();
        Assert.True(frames.Sum(frame => frame.Outcomes.GetValueOrDefault(TransportError.Generator)) > 0, output);
        Assert.Contains(frames.SelectMany(frame => frame.Errors.Keys), error => error.Contains(why, StringComparison.Ordinal));
        Assert.Contains("refused by this machine", output, StringComparison.Ordinal);
    }
}
