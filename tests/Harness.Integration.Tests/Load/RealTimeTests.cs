using System.Collections.Concurrent;
using Harness.Checks;
using Harness.Cli;
using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Protocols;
using Harness.Proxy;
using Harness.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Load;

/// <summary>Every executor on the real clock against a real server: as many iterations as planned, in the planned time, within half a percent.</summary>
public sealed class RealTimeTests : IAsyncLifetime
{
    private const double Tolerance = 0.005;
    private static readonly TimeSpan ServerDelay = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication server;

    public RealTimeTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapGet("/", async (CancellationToken ct) =>
        {
            await Task.Delay(ServerDelay, TimeProvider.System, ct);
            return Results.Ok();
        });
    }

    public async ValueTask InitializeAsync() => await server.StartAsync();

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("executor: constant-arrival-rate, rate: 250/s, duration: 4s", 1000)]
    [InlineData("executor: ramping-arrival-rate, startRate: 0, timeUnit: 1m, stages: [ { duration: 2s, target: 24000 }, { duration: 2s, target: 6000 } ]", 900)]
    public async Task Open_SendsWhatIsPlannedWhenItIsPlanned(string load, int planned)
    {
        var (plan, seen) = await Run(load);
        var pace = new Pace(plan.Loads[0].Start, plan.Loads[0].Stages);
        var offsets = seen.SentAt.Order().Index().Select(sent => (sent.Item - pace.Due(sent.Index)).TotalMilliseconds).Order().ToList();

        Assert.Equal(planned, seen.Frames.Sum(frame => frame.Completed));
        Assert.InRange(offsets[offsets.Count / 2], 0, 4000 * Tolerance);
        Assert.InRange(seen.SentAt.Max(), pace.Due(planned - 1), pace.Due(planned - 1) + (TimeSpan.FromSeconds(4) * Tolerance) + TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Poisson_SendsWhatWasDrawn()
    {
        var (plan, seen) = await Run("executor: constant-arrival-rate, rate: 250/s, duration: 4s, arrival: poisson");
        var drawn = seen.Frames.Sum(frame => frame.Completed);

        Assert.InRange(drawn, 1000 - 130, 1000 + 130); // four standard deviations of a Poisson count of 1,000
        Assert.Equal(1000, seen.Frames.Sum(frame => frame.Planned), 6);
        var (_, again) = await Run("executor: constant-arrival-rate, rate: 250/s, duration: 4s, arrival: poisson");
        Assert.Equal(drawn, again.Frames.Sum(frame => frame.Completed));
        Assert.Single(plan.Loads);
    }

    [Theory]
    [InlineData("executor: constant-vus, vus: 5, duration: 4s", 5, 5)]
    [InlineData("executor: ramping-vus, startVUs: 1, stages: [ { duration: 4s, target: 5 } ]", 1, 5)]
    public async Task Closed_KeepsAsManyVirtualUsersAsPlannedForAsLongAsPlanned(string load, int first, int last)
    {
        var (_, seen) = await Run(load);
        var whole = seen.Frames.Where(frame => frame.Second is >= 0 and < 4).ToList();

        Assert.InRange(whole[0].VUs, first, first + 1);
        Assert.InRange(whole[^1].VUs, last - 1, last);
        Assert.InRange(seen.SentAt.Max().TotalSeconds, 4 - (4 * Tolerance) - 0.06, 4 + (4 * Tolerance));
        Assert.Equal(seen.SentAt.Count, seen.Frames.Sum(frame => frame.Completed));
    }

    [Theory]
    [InlineData("executor: shared-iterations, vus: 8, iterations: 500", 500)]
    [InlineData("executor: per-vu-iterations, vus: 8, iterations: 50", 400)]
    public async Task Counted_DoesExactlyAsManyAsPlanned(string load, int planned)
    {
        var (_, seen) = await Run(load);

        Assert.Equal(planned, seen.SentAt.Count);
        Assert.Equal(planned, seen.Frames.Sum(frame => frame.Completed));
    }

    private async Task<(Plan Plan, Watcher Seen)> Run(string load)
    {
        var folder = Directory.CreateTempSubdirectory("harness-load-").FullName;
        try
        {
            var scenario = Path.Combine(folder, "load.yaml");
            await File.WriteAllTextAsync(scenario, $"load: {{ {load} }}\nsteps:\n  - get: {server.Urls.First()}/\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "harness.json"), "{}", TestContext.Current.CancellationToken);
            var reading = PlanFile.Read(scenario, KnownKinds.All.Catalog);
            Assert.Empty(reading.Problems);
            using var precise = new PreciseTime();
            var clock = new RunClock(precise);
            var watcher = new Watcher(clock);
            using var inner = Generator.For(reading.Plan!, precise);
            using var generator = new Generator(inner.Loops, (_, load, index) => new Watched(watcher, inner.Open(load, index)));
            using var journal = new JournalWriter(Path.Combine(folder, "journal.ndjson"), SecretMask.None, [watcher]);
            var runner = new LoadRunner(reading.Plan!, clock, generator, journal, new Phases(), seed: 1, _ => null);
            inner.Start();
            await FirstRequests.Send(reading.Plan!, inner, precise, small => new RunFold(small), TestContext.Current.CancellationToken);
            clock.Start(reading.Plan!.WarmUp);
            await runner.Run(TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);
            return (reading.Plan, watcher);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Keeps when each request was sent and what the load wrote of itself.</summary>
    private sealed class Watcher(RunClock clock) : IJournalConsumer
    {
        public ConcurrentQueue<TimeSpan> SentAt { get; } = new();

        public ConcurrentQueue<LoadFrame> Frames { get; } = new();

        public void Sending() => SentAt.Enqueue(clock.Elapsed);

        public void Consume(Entry entry)
        {
            if (entry is LoadFrame frame) Frames.Enqueue(frame);
        }
    }

    private sealed class Watched(Watcher watcher, ITransport inner) : ITransport
    {
        public int Connections => inner.Connections;

        public ValueTask<Answer> Send(Request request, CancellationToken ct)
        {
            watcher.Sending();
            return inner.Send(request, ct);
        }

        public void Dispose() => inner.Dispose();
    }
}
