using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// A few hundred requests to a server of our own, before the clock starts: the runtime compiles code when it is first used, which takes longer than the
/// answers that are to be measured, and would make the first iterations of every run late.
/// </summary>
internal static class FirstRequests
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(300);

    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

    /// <summary>Sends them on every loop, in the way that the plan's loads are sent; nothing of them is counted.</summary>
    /// <param name="plan">What will be sent.</param>
    /// <param name="generator">Its loops run.</param>
    /// <param name="time">The run's source of time.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task Send(Plan plan, Generator generator, TimeProvider time, CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var serving = Serve(listener, over.Token);
        var clock = new RunClock(time);
        var small = Small(plan.Loads[0], (IPEndPoint)listener.LocalEndpoint);
        using (var load = new LoadRun(small, small.Loads[0], clock, generator, new Phases(), seed: 1, _ => null))
        {
            clock.Start(TimeSpan.Zero);
            await load.Run(ct, ct).ConfigureAwait(false);
            var (steps, frame, _) = await load.Cut(0).ConfigureAwait(false);
            foreach (var entry in (Entry[])[.. steps, frame]) await JsonSerializer.SerializeAsync(Stream.Null, entry, EntryJson.Default.Entry, ct).ConfigureAwait(false);
        }
        await over.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>As the plan's first load is made, of one request, so that the same code is used.</summary>
    private static Plan Small(LoadPlan load, IPEndPoint server)
    {
        var (rate, name) = (1000.0, "first-requests");
        var url = Template.TryParse($"http://{server}/", out var parsed, out var problem) ? parsed! : throw new InvalidOperationException(problem);
        var step = new RequestStep { Name = name, Method = "GET", Url = url, Checks = [new StatusCheck("status: 200", [200])], Timeout = TimeSpan.FromSeconds(2) };
        var small = new LoadPlan
        {
            Name = name,
            Executor = load.IsOpen ? Executor.ConstantArrivalRate : Executor.ConstantVUs,
            Steps = load.IsOpen ? [step] : [step, new ThinkStep(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2))],
            Start = load.IsOpen ? rate : 4,
            Stages = [new Stage("1", Length, load.IsOpen ? rate : 4)],
            GracefulStop = TimeSpan.FromSeconds(1),
        };
        return new Plan { Name = name, Loads = [small], Settings = new Settings { Root = "." }, Files = [] };
    }

    private static async Task Serve(TcpListener listener, CancellationToken ct)
    {
        var answering = new List<Task>();
        try
        {
            while (true) answering.Add(Serve(await listener.AcceptSocketAsync(ct).ConfigureAwait(false), ct));
        }
        finally
        {
            await Task.WhenAll(answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A request is small and comes in one piece; one that does not is not answered right, and nothing hangs on it.</summary>
    private static async Task Serve(Socket socket, CancellationToken ct)
    {
        using (socket)
        {
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, ct).ConfigureAwait(false) > 0) await socket.SendAsync(Answer, ct).ConfigureAwait(false);
        }
    }
}
