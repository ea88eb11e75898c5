using System.Collections.Concurrent;
using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Protocols;
using Harness.Time;
using Microsoft.Extensions.Time.Testing;
using Request = Harness.Protocols.Request;

namespace Harness.Tests.Load;

/// <summary>A load on virtual time against a transport that answers when it is told to; no socket, no waiting.</summary>
internal sealed class Simulation : ITransport, IJournalConsumer
{
    private readonly CountingTime time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ConcurrentQueue<TaskCompletionSource<Answer>> pending = new();
    private readonly CancellationTokenSource noNewWork = new(), stopNow = new();
    private readonly JournalWriter journal;
    private readonly Lazy<Task> run;
    private int sent;

    public Simulation(Plan plan)
    {
        Clock = new RunClock(time);
        journal = new JournalWriter(Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, "journal.ndjson"), SecretMask.None, [this]);
        var runner = new LoadRunner(plan, Clock, this, journal, new Phases(), seed: 1, _ => null);
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

    /// <summary>True: every request is answered at once. False: by <see cref="AnswerOne"/>.</summary>
    public bool AnswersAtOnce { get; init; } = true;

    /// <summary>What happens while a second is being closed, right after its numbers were cut.</summary>
    public Action? WhileClosing { get; init; }

    public int Sent => Volatile.Read(ref sent);

    public Task<Answer> Send(Request request, CancellationToken ct)
    {
        SentAt.Enqueue(Clock.Elapsed);
        SentTo.Enqueue(request.Url);
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (AnswersAtOnce) answer.SetResult(new Answer { Status = 200 });
        else
        {
            ct.Register(() => answer.TrySetCanceled(ct));
            pending.Enqueue(answer);
        }
        Interlocked.Increment(ref sent);
        return answer.Task;
    }

    public void AnswerOne()
    {
        Assert.True(pending.TryDequeue(out var answer));
        answer.SetResult(new Answer { Status = 200 });
    }

    public void Consume(Entry entry)
    {
        if (entry is LoadFrame second)
        {
            Seconds.Enqueue(second);
            WhileClosing?.Invoke();
        }
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
