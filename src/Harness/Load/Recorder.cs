using Harness.Journal;
using Harness.Protocols;

namespace Harness.Load;

/// <summary>What one step came to.</summary>
/// <param name="Step">Its number among the steps that send something.</param>
/// <param name="Stage">The name of the stage in which its iteration was due.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Ended">When its last byte was there.</param>
/// <param name="Answer">What came back, or null where it was not sent because a variable was unset.</param>
/// <param name="ChecksHeld">For each of the step's checks whether it held; none does where it was not sent.</param>
/// <param name="Error">Why it failed, for people, or null.</param>
/// <param name="Request">What was sent, or null where nothing was.</param>
internal readonly record struct StepSample(int Step, string Stage, TimeSpan Due, TimeSpan Ended, Answer? Answer, ReadOnlyMemory<bool> ChecksHeld, string? Error, Request? Request = null)
{
    public bool Failed => Error is not null;
}

/// <summary>
/// Counts what ended since the last cut. Histograms are made on the first sample and used again; a sample is never kept. Everything
/// goes into the second that is open, so that a second that was closed stays as it was judged.
/// </summary>
internal sealed class Recorder(string load, IReadOnlyList<Plans.RequestStep> steps, Phases phases)
{
    private readonly record struct Key(int Step, string Stage, string Phase);

    private sealed class Cell(IReadOnlyList<string> faults, int checks)
    {
        public IReadOnlyList<string> Faults { get; } = faults;
        public int Steps, StepsFailed, RequestsFailed;
        public long BytesReceived, BytesSent;
        public readonly Dictionary<string, int> Outcomes = [];
        public readonly Dictionary<string, int> Errors = [];
        public readonly int[][] Checks = [.. Enumerable.Range(0, checks).Select(_ => new int[2])];
        public readonly Dictionary<string, string> Samples = [];
        public readonly Histogram ResponseTime = new(), ResponseTimeFailed = new(), Duration = new(), DurationFailed = new();
        public readonly Histogram[] Parts = [.. RequestTimes.Parts.Select(_ => new Histogram())];

        public void Clear()
        {
            (Steps, StepsFailed, RequestsFailed, BytesReceived, BytesSent) = (0, 0, 0, 0, 0);
            Outcomes.Clear();
            Errors.Clear();
            Samples.Clear();
            foreach (var counts in Checks) counts.AsSpan().Clear();
            foreach (var histogram in (Histogram[])[ResponseTime, ResponseTimeFailed, Duration, DurationFailed, .. Parts]) histogram.Clear();
        }
    }

    private readonly Lock gate = new();
    private readonly Dictionary<Key, Cell> open = [];
    private readonly HashSet<string>[] sampled = [.. steps.Select(_ => new HashSet<string>())];
    private readonly Histogram lag = new(), vuWait = new(), iterationDuration = new();
    private int started, counted, completed, dropped, heldBack;

    /// <summary>Counts a step.</summary>
    public void Add(in StepSample sample)
    {
        var faults = phases.Between(sample.Due, sample.Ended);
        var key = new Key(sample.Step, sample.Stage, string.Join('+', faults));
        lock (gate)
        {
            if (!open.TryGetValue(key, out var cell)) open[key] = cell = new Cell(faults, steps[sample.Step].Checks.Count);
            cell.Steps++;
            if (sample.Error is { } error)
            {
                cell.StepsFailed++;
                var kind = cell.Errors.ContainsKey(error) || cell.Errors.Count < StepFrame.MaxErrors ? error : OtherErrors;
                Count(cell.Errors, kind);
                var seen = sampled[sample.Step];
                if (sample.Request is { } request && seen.Count < StepFrame.MaxErrors && seen.Add(kind)) cell.Samples[kind] = ErrorSample.Of(request, sample.Answer);
            }
            for (var i = 0; i < sample.ChecksHeld.Length; i++) cell.Checks[i][sample.ChecksHeld.Span[i] ? 0 : 1]++;
            if (sample.Answer is not { } answer) return;
            Count(cell.Outcomes, answer.Outcome);
            if (answer.Failed) cell.RequestsFailed++;
            cell.BytesReceived += answer.BytesReceived;
            cell.BytesSent += answer.BytesSent;
            (answer.Failed ? cell.ResponseTimeFailed : cell.ResponseTime).Record(sample.Ended - sample.Due);
            (answer.Failed ? cell.DurationFailed : cell.Duration).Record(answer.Times.Duration);
            for (var i = 0; i < cell.Parts.Length; i++) cell.Parts[i].Record(RequestTimes.Parts[i].Of(answer.Times));
        }
    }

    /// <summary>What comes on top of <see cref="StepFrame.MaxErrors"/> in a second.</summary>
    private const string OtherErrors = "other";

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    /// <summary>Counts the start of an iteration that is due when its virtual user is ready: it can be neither late nor held back.</summary>
    public void Started(TimeSpan due)
    {
        lock (gate)
        {
            started++;
            if (due >= TimeSpan.Zero) counted++;
        }
    }

    /// <summary>Counts the start of an iteration whose due time is the plan's.</summary>
    /// <param name="due">When it was due; before t = 0 it only shows in the chart.</param>
    /// <param name="now">The moment of the start.</param>
    /// <param name="waited">True where no virtual user was free when it was due.</param>
    public void Started(TimeSpan due, TimeSpan now, bool waited)
    {
        lock (gate)
        {
            started++;
            if (due < TimeSpan.Zero) return;
            counted++;
            (waited ? vuWait : lag).Record(now - due);
            if (waited && now - due > HeldBackAfter) heldBack++;
        }
    }

    /// <summary>Counts iterations that were not started at all.</summary>
    public void Dropped(TimeSpan due, int count = 1)
    {
        if (due < TimeSpan.Zero) return;
        lock (gate) dropped += count;
    }

    /// <summary>Counts the end of an iteration.</summary>
    public void Completed(TimeSpan due, TimeSpan now)
    {
        if (due < TimeSpan.Zero) return;
        lock (gate)
        {
            completed++;
            iterationDuration.Record(now - due);
        }
    }

    private static readonly TimeSpan HeldBackAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>The frames of all that was counted since the last cut, and begins anew.</summary>
    /// <param name="second">The second they stand for.</param>
    public (IReadOnlyList<StepFrame> Steps, LoadFrame Load) Cut(int second)
    {
        lock (gate)
        {
            StepFrame[] frames = [.. open.Where(o => o.Value.Steps > 0).OrderBy(o => o.Key.Step).Select(o => Frame(second, o.Key, o.Value))];
            foreach (var (key, cell) in open.ToList())
            {
                // A cell that a second did not use belongs to a phase or a stage that is over.
                if (cell.Steps == 0) open.Remove(key);
                else cell.Clear();
            }
            var frame = new LoadFrame
            {
                Second = second,
                Load = load,
                Started = started,
                Counted = counted,
                Completed = completed,
                Dropped = dropped,
                HeldBack = heldBack,
                Lag = lag.ToBuckets(),
                VuWait = vuWait.ToBuckets(),
                IterationDuration = iterationDuration.ToBuckets(),
            };
            (started, counted, completed, dropped, heldBack) = (0, 0, 0, 0, 0);
            lag.Clear();
            vuWait.Clear();
            iterationDuration.Clear();
            return (frames, frame);
        }
    }

    private StepFrame Frame(int second, Key key, Cell cell) => new()
    {
        Second = second,
        Load = load,
        Step = steps[key.Step].Name,
        Stage = key.Stage,
        Faults = cell.Faults,
        Steps = cell.Steps,
        StepsFailed = cell.StepsFailed,
        RequestsFailed = cell.RequestsFailed,
        BytesReceived = cell.BytesReceived,
        BytesSent = cell.BytesSent,
        Outcomes = new Dictionary<string, int>(cell.Outcomes),
        Errors = new Dictionary<string, int>(cell.Errors),
        Checks = steps[key.Step].Checks.Select((check, i) => (check.Name, Counts: (int[])[.. cell.Checks[i]])).ToDictionary(c => c.Name, c => c.Counts),
        ResponseTime = cell.ResponseTime.ToBuckets(),
        ResponseTimeFailed = cell.ResponseTimeFailed.ToBuckets(),
        Duration = cell.Duration.ToBuckets(),
        DurationFailed = cell.DurationFailed.ToBuckets(),
        Parts = RequestTimes.Parts.Index().ToDictionary(part => part.Item.Metric, part => cell.Parts[part.Index].ToBuckets()),
        Samples = cell.Samples.Count == 0 ? null : new Dictionary<string, string>(cell.Samples),
    };
}
