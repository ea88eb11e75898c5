using System.Threading.Tasks.Sources;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>One request on its way and what is known of its answer; used again and again. Whoever waits for it goes on inside the call that completes it.</summary>
internal sealed class Exchange : IValueTaskSource<Answer>
{
    private readonly EventLoop loop;
    private readonly Stack<Exchange> unused;
    private readonly LoopTimer timer;
    private ManualResetValueTaskSourceCore<Answer> core;
    private CancellationToken token;
    private CancellationTokenRegistration registration;
    private ReadOnlyMemory<byte> body;
    private byte[] kept = [];
    private long began, deadline, firstWrite, lastWrite, firstRead, lastRead, connecting, tls, sent, received;

    public Exchange(EventLoop loop, Stack<Exchange> unused)
    {
        (this.loop, this.unused) = (loop, unused);
        timer = new LoopTimer(loop, Late);
    }

    public Request Request { get; private set; } = null!;

    /// <summary>Where it waits or is under way; null when it is over.</summary>
    public ConnectionPool? Pool { get; private set; }

    /// <summary>What carries it; null while it waits for one.</summary>
    public Connection? Connection { get; set; }

    /// <summary>Its neighbours in the line of those that wait for a connection.</summary>
    public Exchange? Before { get; set; }

    public Exchange? After { get; set; }

    /// <summary>The time stamp after which it is too late for an answer.</summary>
    public long Deadline => deadline;

    public ValueTask<Answer> Begin(Request request, ConnectionPool pool, CancellationToken ct)
    {
        (Request, Pool) = (request, pool);
        began = loop.GetTimestamp();
        (firstWrite, lastWrite, firstRead, lastRead, connecting, tls, sent, received) = (0, 0, 0, 0, 0, 0, 0, 0);
        body = default;
        deadline = began + loop.Stamps(request.Timeout);
        // A timer that still stands from an earlier request rings before this one is late, and is then set to its time: most requests touch no timer.
        if (!timer.IsSet || timer.Due > deadline) timer.Set(deadline);
        if (ct != token) Heed(ct);
        return new(this, core.Version);
    }

    /// <summary>Whoever ended one exchange takes it again for the next, and its token is most often the same: it is registered once.</summary>
    private void Heed(CancellationToken ct)
    {
        registration.Dispose();
        (token, registration) = (ct, ct.CanBeCanceled ? ct.UnsafeRegister(static exchange => ((Exchange)exchange!).Cancelled(), this) : default);
    }

    /// <summary>Its first byte goes out now; the connection is new where <paramref name="connectTime"/> is not 0.</summary>
    public void Sending(long connectTime, long tlsTime)
    {
        (firstWrite, connecting, tls) = (loop.GetTimestamp(), connectTime, tlsTime);
        sent += Request.Bytes.Length;
    }

    /// <summary>Its last byte was taken.</summary>
    public void Sent() => lastWrite = loop.GetTimestamp();

    /// <summary>Bytes of its answer came.</summary>
    public void Receiving(int bytes)
    {
        if (firstRead == 0) firstRead = loop.GetTimestamp();
        received += bytes;
    }

    /// <summary>All of its answer came; what is done with it then is no time of its.</summary>
    public void Received() => lastRead = loop.GetTimestamp();

    /// <summary>Once more, from the line, as if it had not been sent.</summary>
    public void TryAgain()
    {
        Connection = null;
        (firstWrite, lastWrite, firstRead) = (0, 0, 0);
    }

    private void Late()
    {
        if (Pool is not { } pool) return;
        if (loop.GetTimestamp() < deadline) timer.Set(deadline);
        else pool.GiveUp(this, late: true);
    }

    private void Cancelled() => loop.Post(static exchange =>
    {
        var it = (Exchange)exchange!;
        if (it.Pool is { } pool && it.token.IsCancellationRequested) pool.GiveUp(it, late: false);
    }, this);

    /// <summary>An answer came, whole.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="isOneRead">True where it came in one piece: then its first byte is its last.</param>
    public void Complete(int status, bool isOneRead) => End(new Answer { Status = status, Body = body }, isOneRead ? firstRead : lastRead != 0 ? lastRead : loop.GetTimestamp());

    /// <summary>Keeps the body: its connection may carry the next answer before this one is looked at.</summary>
    public void Keep(ReadOnlyMemory<byte> body)
    {
        if (kept.Length < body.Length) kept = GC.AllocateUninitializedArray<byte>(Math.Max(1024, body.Length));
        body.CopyTo(kept);
        this.body = kept.AsMemory(0, body.Length);
    }

    /// <summary>No whole answer came.</summary>
    public void Fail(string error, string message) => End(new Answer { Error = error, ErrorMessage = message }, loop.GetTimestamp());

    private void End(Answer answer, long ended)
    {
        (Pool, Connection) = (null, null);
        core.SetResult(answer with { BytesSent = sent, BytesReceived = received, Times = Times(ended) });
    }

    /// <summary>The parts of its time. One that got no connection waited all the time; one that got no answer waited from its last byte.</summary>
    private RequestTimes Times(long ended)
    {
        var first = firstWrite == 0 ? ended : firstWrite;
        var last = lastWrite == 0 ? ended : lastWrite;
        // An answer may come before the request was out: then there was nothing to wait for.
        var read = firstRead == 0 ? ended : Math.Max(last, firstRead);
        if (firstWrite == 0) last = read = ended;
        return new RequestTimes(Time(first - began), Time(connecting), Time(tls), Time(last - first), Time(read - last), Time(Math.Max(0, ended - read)));
    }

    private TimeSpan Time(long stamps) => new(loop.TimestampFrequency == 1_000_000_000 ? stamps / 100 : (long)(stamps * 1e7 / loop.TimestampFrequency));

    Answer IValueTaskSource<Answer>.GetResult(short token)
    {
        var answer = core.GetResult(token);
        core.Reset();
        if (kept.Length > MostKept) kept = [];
        unused.Push(this);
        return answer;
    }

    /// <summary>A buffer that one large answer made larger than this is not held for ever.</summary>
    private const int MostKept = 1 << 20;

    ValueTaskSourceStatus IValueTaskSource<Answer>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<Answer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
