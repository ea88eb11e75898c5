using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Journal;
using Harness.Load;
using Harness.Metrics;
using Harness.Plans;
using Harness.Protocols;

namespace Harness.Tests.Load;

public sealed class RecorderTests
{
    private static readonly RequestStep[] Steps =
    [
        new() { Name = "one", Method = "GET", Url = Text("/"), Checks = [new StatusCheck("status: 200", [200])] },
        new() { Name = "two", Method = "GET", Url = Text("/") },
    ];

    private static Template Text(string text) => Template.TryParse(text, out var template, out _) ? template! : throw new InvalidOperationException(text);

    private static StepSample Sample(int draw)
    {
        var step = draw % 2;
        var due = TimeSpan.FromMilliseconds(draw % 50_000);
        Answer? answer = draw % 11 == 0 ? null : new Answer { Status = draw % 7 == 0 ? 503 : 200, Error = draw % 13 == 0 ? TransportError.Reset : null, BytesReceived = draw % 100, Times = new RequestTimes { Waiting = TimeSpan.FromMicroseconds(draw % 3_000_000) } };
        return new(step, "1", due, due + TimeSpan.FromMicroseconds(draw % 5_000_000), answer, step == 0 && draw % 3 > 0 ? 1u : 0u, draw % 7 == 0 || answer is null ? $"error {draw % 4}" : null);
    }

    private static string Describe(StepTotals totals) => string.Join(' ',
        totals.Steps, totals.StepsFailed, totals.Requests, totals.RequestsFailed, totals.BytesReceived,
        string.Join(',', totals.Outcomes.OrderBy(o => o.Key)), string.Join(',', totals.Checks.OrderBy(c => c.Key)), string.Join(',', totals.Errors.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value.Count}")),
        string.Join(',', totals.ResponseTime.ToBuckets()), string.Join(',', totals.ResponseTimeFailed.ToBuckets()), string.Join(',', totals.Duration.ToBuckets()));

    private static IReadOnlyList<StepFrame> Cut(Recorder recorder, int second) => Frames.OfSteps(second, "default", Steps, [recorder.Take()]);

    [Property]
    public Property Cut_WhereverItIsCut_FramesSumToTheWhole() => Prop.ForAll(Gen.Choose(0, int.MaxValue).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 10).ToArbitrary(), (draws, every) =>
    {
        var phases = new Phases();
        phases.Begin("slow", TimeSpan.FromSeconds(20));
        phases.End("slow", TimeSpan.FromSeconds(30));
        var (whole, cut, sum, sumOfCuts) = (new Recorder(Steps, phases), new Recorder(Steps, phases), new StepTotals(), new StepTotals());
        foreach (var (index, draw) in draws.Index())
        {
            whole.Add(Sample(draw));
            cut.Add(Sample(draw));
            if (index % every != 0) continue;
            foreach (var frame in Cut(cut, index)) sumOfCuts.Add(frame);
        }
        foreach (var frame in Cut(cut, draws.Count)) sumOfCuts.Add(frame);
        foreach (var frame in Cut(whole, 0)) sum.Add(frame);
        return Describe(sum) == Describe(sumOfCuts) && sum.Steps == draws.Count;
    });

    [Theory]
    [InlineData(10, 15, "")]
    [InlineData(10, 25, "slow")]
    [InlineData(25, 26, "slow")]
    [InlineData(29, 40, "slow")]
    [InlineData(30, 31, "")]
    public void Add_AroundAFault_IsInItsPhaseWhereItWasInForceMeanwhile(int due, int ended, string phase)
    {
        var phases = new Phases();
        phases.Begin("slow", TimeSpan.FromSeconds(20));
        phases.End("slow", TimeSpan.FromSeconds(30));
        var recorder = new Recorder(Steps, phases);
        recorder.Add(new(1, "1", TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(ended), new Answer { Status = 200 }, 0, null));

        Assert.Equal(phase, string.Join('+', Assert.Single(Cut(recorder, 0)).Faults));
    }
}
