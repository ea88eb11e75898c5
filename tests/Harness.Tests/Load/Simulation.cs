using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Loops;
using Harness.Time;
using Microsoft.Extensions.Time.Testing;
using Request = Harness.Protocols.Request;

namespace Harness.Tests.Load;

/// <summary>A load on virtual time against a transport that answers when it is told to; no socket, no waiting.</summary>
internal sealed class Simulation : IJournalConsumer, IDisposable
{
    private readonly CountingTime time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ConcurrentQueue<TaskCompletionSource<Answer>> pending = new();
    private readonly CancellationTokenSource noNewWork = new(), stopNow = new();
    private readonly JournalWriter journal;
    private readonly Lazy<Task> run;
    private readonly Generator generator;
    private int sent, interrupted;

    /// <param name="plan">What to send.</param>
    /// <param name="loops">On how many loops.</param>
    public Simulation(Plan plan, int loops = 1)
    {
        Clock = new RunClock(time);
        journal = new JournalWriter(Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, "journal.ndjson"), SecretMask.None, [this]);
        generator = new Generator([.. Enumerable.Range(1, loops).Select(i => new VirtualLoop(time, $"Simulated load {i}"))], (loop, _, _) => new Transport(this, loop));
        var runner = new LoadRunner(plan, Clock, generator, journal, new Phases(), seed: 1, _ => null);
        generator.Start();
        Clock.Start(plan.WarmUp);
        run = new(() => Task.Run(() => runner.Run(noNewWork.Token, stopNow.Token)));
    }

    public RunClock Clock { get; }

    /// <summary>When each request was sent.</summary>
    public ConcurrentQueue<TimeSpan> SentAt { get; } = new();

    /// <summary>Where each request went.</summary>
    public ConcurrentQueue<Uri> SentTo { get; } = new();

    public ConcurrentQueue<LoadFrame> Seconds { get; } = new();

    public ConcurrentQueue<StepFrame> Steps { get; } = new();

    /// <summary>Waits that were begun: where one more is begun, everything that was due before it was seen to.</summary>
    public int Waits => time.Timers;

    /// <summary>Every request is answered after this time; null for as <see cref="AnswersAtOnce"/> says.</summary>
    public TimeSpan? AnswersAfter { get; init; }

    /// <summary>Loads that came to their end, and when.</summary>
    public ConcurrentQueue<LoadFinished> Finished { get; } = new();

    /// <summary>True: every request is answered at once. False: by <see cref="AnswerOne"/>.</summary>
    public bool AnswersAtOnce { get; init; } = true;

    /// <summary>The seconds of the generator.</summary>
    public ConcurrentQueue<SecondClosed> Closed { get; } = new();

    /// <summary>How long the loop is held by sending a request; the clock goes on meanwhile.</summary>
    public Func<Request, TimeSpan>? HoldsLoop { get; init; }

    /// <summary>What an answer has in it.</summary>
    public Func<Request, ReadOnlyMemory<byte>>? Body { get; init; }

    /// <summary>What happens while a second is being closed, right after its numbers were cut.</summary>
    public Action? WhileClosing { get; init; }

    /// <summary>Requests that the load gave up.</summary>
    public int Interrupted => Volatile.Read(ref interrupted);

    public int Sent => Volatile.Read(ref sent);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer> Send(EventLoop loop, Request request, CancellationToken ct)
    {
        SentAt.Enqueue(Clock.Elapsed);
        SentTo.Enqueue(request.Url);
        Interlocked.Increment(ref sent);
        if (!loop.IsCurrent) throw new InvalidOperationException("sent by another thread than the loop's");
        if (HoldsLoop?.Invoke(request) is { } held && held > TimeSpan.Zero) time.Advance(held);
        if (AnswersAfter is { } after) return await loop.Delay(after, ct).ConfigureAwait(false) ? Answered(request) : GivenUp;
        if (AnswersAtOnce) return Answered(request);
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ct.Register(() =>
        {
            if (answer.TrySetResult(GivenUp)) Interlocked.Increment(ref interrupted);
        });
        pending.Enqueue(answer);
        return await answer.Task; // with the loop's context: it goes on there
    }

    private Answer Answered(Request request) => Body is null ? Accepted : Accepted with { Body = Body(request) };

    private static Answer Accepted => new() { Status = 200 };

    private static Answer GivenUp => new() { Error = TransportError.Interrupted, ErrorMessage = "no answer when the load ended" };

    private sealed class Transport(Simulation simulation, EventLoop loop) : ITransport
    {
        public int Connections => 0;

        public ValueTask<Answer> Send(Request request, CancellationToken ct) => simulation.Send(loop, request, ct);

        public void Dispose()
        {
        }
    }

    /// <summary>Answers the oldest request that still waits.</summary>
    public void AnswerOne()
    {
        while (pending.TryDequeue(out var answer))
        {
            if (answer.TrySetResult(Accepted)) return;
        }
        Assert.Fail("no request waits for an answer");
    }

    public void Consume(Entry entry)
    {
        if (entry is LoadFrame second)
        {
            Seconds.Enqueue(second);
            WhileClosing?.Invoke();
        }
        if (entry is SecondClosed closed) Closed.Enqueue(closed);
        if (entry is LoadFinished finished) Finished.Enqueue(finished);
        if (entry is StepFrame step) Steps.Enqueue(step);
    }

    /// <summary>Moves the clock to a time, then waits until what is due there has been seen. The first call starts the load.</summary>
    public async Task To(TimeSpan at, Func<bool> seen)
    {
        _ = run.Value;
        time.Advance(at - Clock.Elapsed);
        for (var i = 0; i < 5_000 && !seen(); i++) await Task.Delay(1);
        Assert.True(seen(), $"what is due at {at} of virtual time did not happen: {Sent} sent, {Seconds.Count} seconds closed, {Waits} waits begun, the load is {run.Value.Status}");
    }

    /// <summary>Moves the clock to a time, then waits until what is due there was seen to.</summary>
    public async Task Next(TimeSpan at)
    {
        await To(at, () => true);
        await Quiet();
    }

    /// <summary>Waits until nothing happens any more: every loop rests, and nobody begins another wait.</summary>
    public async Task Quiet()
    {
        for (var (i, still, waits) = (0, 0, Waits); i < 5_000 && still < 10; i++)
        {
            await Task.Delay(1);
            still = Waits == waits && generator.Loops.Cast<VirtualLoop>().All(loop => loop.IsResting) ? still + 1 : 0;
            waits = Waits;
        }
    }

    /// <summary>Moves the clock on from time to time, at each of which so many more requests are sent, and none before.</summary>
    public async Task Through(params (double At, int Sent)[] moments)
    {
        var all = Sent;
        foreach (var (seconds, more) in moments)
        {
            // A pace cuts times to whole ticks: the next whole one is not before it.
            var at = TimeSpan.FromTicks((long)Math.Ceiling(Math.Round(seconds * TimeSpan.TicksPerSecond, 3)));
            if (at - JustBefore > Clock.Elapsed)
            {
                await To(at - JustBefore, () => true);
                await Task.Delay(Settling);
                Assert.True(Sent == all, $"{Sent - all} requests were sent before {at} of virtual time, when they are due");
            }
            all += more;
            var expected = all;
            await To(at, () => Sent == expected);
        }
    }

    private static readonly TimeSpan JustBefore = TimeSpan.FromMicroseconds(1);

    /// <summary>Long enough for what is due to be sent on another thread; what is late on a busy machine is found at one of the next moments.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(3);

    public static async Task Until(Func<bool> seen)
    {
        for (var i = 0; i < 5_000 && !seen(); i++) await Task.Delay(1);
        Assert.True(seen(), "what is due at this moment of virtual time did not happen");
    }

    public void Stop() => noNewWork.Cancel();

    /// <summary>Waits for the end of the load, moving the clock on so that the last seconds close.</summary>
    public async Task End()
    {
        for (var i = 0; i < 2_000 && !run.Value.IsCompleted; i++)
        {
            await Task.WhenAny(run.Value, Task.Delay(2));
            if (!run.Value.IsCompleted) time.Advance(TimeSpan.FromMilliseconds(100));
        }
        await run.Value;
        journal.Dispose();
    }

    public void Dispose()
    {
        generator.Dispose();
        noNewWork.Dispose();
        stopNow.Dispose();
    }

    private sealed class CountingTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private int timers;

        public int Timers => Volatile.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref timers);
            return timer;
        }
    }
}
