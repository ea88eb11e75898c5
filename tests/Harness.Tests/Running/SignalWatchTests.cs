using System.Runtime.CompilerServices;
using Harness.Journal;
using Harness.Plans;
using Harness.Running;
using Harness.Time;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Running;

public sealed class SignalWatchTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly RunClock clock;
    private readonly JournalWriter journal;
    private readonly Seen seen = new();
    private readonly CancellationTokenSource stop = new();

    public SignalWatchTests()
    {
        clock = new RunClock(time);
        journal = new JournalWriter(Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, JournalReader.FileName), SecretMask.None, [seen]);
        clock.Start(TimeSpan.Zero);
    }

    public void Dispose()
    {
        journal.Dispose();
        stop.Dispose();
    }

    private static TargetSample Sample(string instance, double cpuSeconds) => new() { Target = "shop", Instance = instance, CpuTime = TimeSpan.FromSeconds(cpuSeconds), MemoryBytes = 1 };

    private Task Watch(params ISignals[] sources) => new SignalWatch(sources, [], "run", clock, journal).Run(stop.Token);

    private static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Run_Samples_BecomeFrames()
    {
        await Soon(Watch(new Script(Each)));

        Assert.Equal([(0, 0.25), (1, 0.25), (2, 0.25)], seen.Frames.Select(frame => (frame.Second, frame.Cpu)));
        Assert.Empty(seen.Lost);

        async IAsyncEnumerable<TargetSample> Each([EnumeratorCancellation] CancellationToken ct)
        {
            for (var i = 0; i < 4; i++)
            {
                yield return Sample("shop-1", i * 0.25);
                time.Advance(TimeSpan.FromSeconds(1));
            }
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Run_SourceThatThrows_IsOneNoteAndTheOthersGoOn()
    {
        await Soon(Watch(new Script(_ => throw new IOException("the engine is gone")), new Script(Two)));

        Assert.Equal("the engine is gone", Assert.Single(seen.Lost).Note);
        Assert.Equal("script", seen.Lost[0].Source);
        Assert.Single(seen.Frames);

        async IAsyncEnumerable<TargetSample> Two([EnumeratorCancellation] CancellationToken ct)
        {
            yield return Sample("shop-1", 0);
            time.Advance(TimeSpan.FromSeconds(1));
            yield return Sample("shop-1", 1);
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Run_SourceThatDoesNotEnd_IsLeftBehindAndWritesNothingMore()
    {
        var release = new TaskCompletionSource();
        var (looked, late) = (new TaskCompletionSource(), new TaskCompletionSource());
        var watching = Watch(new Script(Deaf));
        await Soon(looked.Task);
        await stop.CancelAsync();
        Assert.False(watching.IsCompleted);
        time.Advance(SignalWatch.EndPatience);
        await Soon(watching);
        release.SetResult();
        await Soon(late.Task);

        Assert.Contains("did not end within 2 s", Assert.Single(seen.Lost).Note, StringComparison.Ordinal);
        Assert.Empty(seen.Frames);

        async IAsyncEnumerable<TargetSample> Deaf([EnumeratorCancellation] CancellationToken ct)
        {
            try
            {
                yield return Sample("shop-1", 0);
                looked.SetResult();
                await release.Task;
                yield return Sample("shop-1", 5);
            }
            finally
            {
                late.SetResult();
            }
        }
    }

    [Fact]
    public async Task Run_MoreInstancesThanTheBound_AreOneNote()
    {
        await Soon(Watch(new Script(Many)));

        Assert.Contains("more than 32", Assert.Single(seen.Lost).Note, StringComparison.Ordinal);
        Assert.Equal(TargetFrame.MaxInstances, seen.Frames.Count);

        async IAsyncEnumerable<TargetSample> Many([EnumeratorCancellation] CancellationToken ct)
        {
            for (var second = 0; second < 2; second++)
            {
                for (var i = 0; i < 40; i++) yield return Sample($"shop-{i}", second);
                time.Advance(TimeSpan.FromSeconds(1));
            }
            await Task.CompletedTask;
        }
    }

    private sealed class Script(Func<CancellationToken, IAsyncEnumerable<TargetSample>> samples) : ISignals
    {
        public string Source => "script";

        public IAsyncEnumerable<TargetSample> Watch(IReadOnlyList<Target> targets, string? run, CancellationToken stop) => samples(stop);
    }

    private sealed class Seen : IJournalConsumer
    {
        public List<TargetFrame> Frames { get; } = [];

        public List<SignalsLost> Lost { get; } = [];

        public void Consume(Entry entry)
        {
            if (entry is TargetFrame frame) Frames.Add(frame);
            if (entry is SignalsLost lost) Lost.Add(lost);
        }
    }
}
