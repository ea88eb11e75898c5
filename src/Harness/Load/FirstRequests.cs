using System.Net;
using System.Net.Sockets;
using System.Runtime;
using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// Requests to a server of our own, before the clock starts: the runtime compiles code when it is first used, and once more, better, when it is used often.
/// Both take longer than the answers that are to be measured, and would make the first iterations of every run late.
/// </summary>
internal static class FirstRequests
{
    /// <summary>No run waits longer for the runtime than this.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    /// <summary>The runtime looks every 100 ms whether there is something to compile again; where nothing was for longer, it is done.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250), Look = TimeSpan.FromMilliseconds(50);

    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

    /// <summary>Sends them on every loop, in the way that the plan's loads are sent, until the runtime has nothing left to compile; nothing of them is counted.</summary>
    /// <param name="plan">What will be sent.</param>
    /// <param name="generator">Its loops run.</param>
    /// <param name="time">The run's source of time.</param>
    /// <param name="follow">Gives whoever follows a run, for the code that closes a second.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task Send(Plan plan, Generator generator, TimeProvider time, Func<Plan, IJournalConsumer> follow, CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var serving = Serve(listener, over.Token);
        var clock = new RunClock(time);
        var small = Small(plan.Loads[0], (IPEndPoint)listener.LocalEndpoint);
        using (var journal = new JournalWriter(Stream.Null, SecretMask.None, [follow(small)]))
        using (var load = new LoadRunner(small, clock, generator, journal, new Phases(), seed: 1, _ => null))
        {
            clock.Start(TimeSpan.Zero);
            var sending = load.Run(enough.Token, ct);
            await Compiled(time, sending).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
        await over.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until nothing was compiled for a while, or the load is over.</summary>
    private static async Task Compiled(TimeProvider time, Task sending)
    {
        var (methods, since) = (0L, time.GetTimestamp());
        while (!sending.IsCompleted && time.GetElapsedTime(since) < Quiet)
        {
            if (JitInfo.GetCompiledMethodCount() is var now && now != methods) (methods, since) = (now, time.GetTimestamp());
            await Task.Delay(Look, time, CancellationToken.None).ConfigureAwait(false);
        }
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
            Stages = [new Stage("1", Most, load.IsOpen ? rate : 4)],
            GracefulStop = TimeSpan.FromSeconds(1),
            OffLoop = load.OffLoop,
        };
        return new Plan { Name = name, Loads = [small], Thresholds = [Limit("http_req_failed", Aggregate.Rate), Limit("response_time", Aggregate.Percentile)], Settings = new Settings { Root = "." }, Files = [] };
    }

    private static Threshold Limit(string metric, Aggregate aggregate) => new(new MetricSelector(metric, [], metric), new Expectation(aggregate, 95, Comparison.LessOrEqual, 1, "<=1"));

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
