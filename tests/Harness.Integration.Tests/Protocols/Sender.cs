using System.Globalization;
using System.Text;
using Harness.Load;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Http1;
using Harness.Protocols.Loops;

namespace Harness.Integration.Tests.Protocols;

/// <summary>One loop of a generator with one transport of a kind, for requests from a test's thread.</summary>
internal sealed class Sender : IDisposable
{
    private readonly Generator generator;

    /// <param name="kind">What carries the requests.</param>
    /// <param name="connections">How its connections behave; null for the defaults.</param>
    /// <param name="time">Whose time stamps are used; null for the system's.</param>
    /// <param name="lookUp">Gives the addresses of hosts, where the transport is the harness's own; null for the system.</param>
    public Sender(TransportKind kind, ConnectionPlan? connections = null, TimeProvider? time = null, HostLookUp? lookUp = null)
    {
        var load = new LoadPlan { Executor = Executor.ConstantVUs, Steps = [], Stages = [], Connections = connections ?? new() };
        var settings = new Settings { Root = "/", Generator = new() { Transport = kind, Loops = 1 } };
        generator = Generator.For(new Plan { Name = "sender", Loads = [load], Settings = settings, Files = [] }, time ?? TimeProvider.System);
        Transport = lookUp is null ? generator.Open(load, 0) : new Http1Transport(Loop, load.Connections, int.MaxValue, lookUp);
        Loop.Start();
    }

    /// <summary>Every kind that the same tests must pass on.</summary>
    public static TheoryData<TransportKind> Kinds => [.. All];

    public static IReadOnlyList<TransportKind> All { get; } = [TransportKind.Epoll, TransportKind.Sockets, TransportKind.HttpClient];

    /// <summary>An answer in short: its error, or its status, and its body.</summary>
    public static string Text(Answer answer) => $"{answer.Error ?? answer.Status.ToString(CultureInfo.InvariantCulture)} {Encoding.Latin1.GetString(answer.Body.Span)}";

    public EventLoop Loop => generator.Loops[0];

    public ITransport Transport { get; }

    /// <summary>Sends on the loop; the answer's body is a copy, and stays.</summary>
    public async Task<Answer> Send(Request request, CancellationToken ct = default)
    {
        var answer = default(Answer);
        await Loop.Run(async () =>
        {
            var came = await Transport.Send(request, ct).ConfigureAwait(false);
            answer = came with { Body = came.Body.ToArray() };
        });
        return answer;
    }

    public Task<Answer> Get(string url, TimeSpan? timeout = null, bool keepBody = true) =>
        Send(new Request { Method = "GET", Url = new Uri(url), Timeout = timeout ?? Patience, KeepBody = keepBody });

    public Task<Answer> Post(string url, byte[] body, TimeSpan? timeout = null) =>
        Send(new Request { Method = "POST", Url = new Uri(url), Body = body, ContentType = "text/plain", Timeout = timeout ?? Patience, KeepBody = true });

    /// <summary>Long enough for whatever is to succeed on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Dispose()
    {
        generator.Dispose();
        Transport.Dispose();
    }
}
