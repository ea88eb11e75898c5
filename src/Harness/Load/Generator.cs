using System.Net;
using System.Net.Quic;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Http1;
using Harness.Protocols.Loops;

namespace Harness.Load;

/// <summary>What sends a plan's load: event loops, and for each load what carries its requests on each of them.</summary>
/// <param name="loops">Not started yet.</param>
/// <param name="open">Makes a load's transport on one loop of so many.</param>
internal sealed class Generator(IReadOnlyList<EventLoop> loops, Func<EventLoop, LoadPlan, int, ITransport> open) : IDisposable
{
    /// <summary>What one core can send a second, roughly; more loops than the rate needs only wake each other's core.</summary>
    private const double RequestsPerLoop = 20_000;

    /// <summary>The loops.</summary>
    public IReadOnlyList<EventLoop> Loops => loops;

    /// <summary>True where requests or the code of steps wait for threads of the pool: then how long they do is looked at.</summary>
    public bool NeedsPool { get; init; }

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        foreach (var loop in loops) loop.Start();
    }

    /// <summary>Makes a load's transport on the loop with this number.</summary>
    public ITransport Open(LoadPlan load, int loop) => open(loops[loop], load, loop);

    /// <summary>The generator for a plan, as its settings and this machine allow.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="time">Whose time stamps are used.</param>
    public static Generator For(Plan plan, TimeProvider time)
    {
        var settings = plan.Settings.Generator;
        var count = settings.Loops ?? LoopsFor(plan);
        var isEpoll = settings.Transport is TransportKind.Auto or TransportKind.Epoll && EpollLoop.IsSupported;
        EventLoop[] loops = [.. Enumerable.Range(1, count).Select(i => isEpoll ? (EventLoop)new EpollLoop(time, $"Load {i}", settings.Spin) : new PortableLoop(time, $"Load {i}", settings.Spin))];
        return new Generator(loops, (loop, load, index) => UsesClient(settings, load)
            ? new HttpClientTransport(loop, load.Connections, Share(load.Connections.Most, index, count))
            : new Http1Transport(loop, load.Connections, Share(load.Connections.Most, index, count)))
        {
            NeedsPool = !isEpoll || plan.Loads.Any(load => load.OffLoop || UsesClient(settings, load)),
        };
    }

    private static bool UsesClient(GeneratorSettings settings, LoadPlan load) => settings.Transport == TransportKind.HttpClient || load.Connections.Http != HttpVersion.Version11;

    /// <summary>One loop's part of a limit for all; at least one, or its virtual users would wait for ever.</summary>
    private static int Share(int? most, int index, int count) => most is { } all ? Math.Max(1, (all - index + count - 1) / count) : int.MaxValue;

    private static int LoopsFor(Plan plan)
    {
        // A closed load may send as fast as it is answered.
        var needed = plan.Loads.Sum(load => load.IsOpen ? load.Highest * load.Steps.Count / RequestsPerLoop : Math.Min(load.Highest / 8, Environment.ProcessorCount));
        var most = plan.Loads.Min(load => load.Connections.Most ?? int.MaxValue);
        return (int)Math.Clamp(Math.Ceiling(needed), 1, Math.Min(most, Environment.ProcessorCount));
    }

    /// <summary>What is used, for the report.</summary>
    public static string Describe(Plan plan)
    {
        var settings = plan.Settings.Generator;
        var loops = settings.Loops ?? LoopsFor(plan);
        var carriers = plan.Loads.Select(load => UsesClient(settings, load) ? $"SocketsHttpHandler, HTTP/{load.Connections.Http}"
            : settings.Transport != TransportKind.Sockets && EpollLoop.IsSupported ? "epoll, HTTP/1.1" : "sockets, HTTP/1.1").Distinct();
        var off = plan.Loads.Where(load => load.OffLoop).Select(load => load.Name).ToList();
        var inPool = off.Count == 0 ? "" : $"; steps{(plan.Loads.Count > 1 ? $" of {string.Join(" and ", off)}" : "")} in the thread pool";
        return $"{string.Join(" and ", carriers)}, {loops} {(loops == 1 ? "loop" : "loops")}{inPool}{(plan.Settings.Tls.Verify ? "" : ", certificates not verified")}";
    }

    /// <summary>Why this machine cannot send the plan, or null.</summary>
    public static string? Missing(Plan plan) => plan.Settings.Generator.Transport == TransportKind.Epoll && !EpollLoop.IsSupported
        ? "generator.transport of harness.json is epoll, which this system does not have; leave it out, or use sockets."
        : plan.Loads.Any(load => load.Connections.ReconnectAfter is not null && UsesClient(plan.Settings.Generator, load))
        ? "connections.reconnectAfter is not to be had with generator.transport http-client, whose connections are the framework's; leave one of them out."
        : plan.Loads.Any(load => load.Connections.Http == HttpVersion.Version30) && !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? QuicConnection.IsSupported : false)
        ? "HTTP/3 needs QUIC (libmsquic), which this system does not have; use connections: { http: 2 } or 1.1." : Trust.Missing(plan.Settings.Tls) ?? OwnAddresses.Missing(plan) ?? MachineLimits.Missing(plan);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loop in loops) loop.Dispose();
    }
}
