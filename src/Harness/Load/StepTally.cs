using System.Runtime.InteropServices;
using Harness.Journal;
using Harness.Protocols;

namespace Harness.Load;

/// <summary>What one step came to in one stage under one set of faults, since it was last cleared.</summary>
/// <param name="step">Its number among the steps that send something.</param>
/// <param name="stage">The stage's name.</param>
/// <param name="faults">The faults in force.</param>
/// <param name="checks">How many checks it has.</param>
internal sealed class StepTally(int step, string stage, IReadOnlyList<string> faults, int checks)
{
    /// <summary>What comes on top of <see cref="StepFrame.MaxErrors"/> in a second.</summary>
    public const string OtherErrors = "other";

    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly int[] statuses = new int[Classes.Length];
    private readonly int[] checksHeld = new int[checks], checksFailed = new int[checks];
    private readonly Dictionary<string, int> transportErrors = [];

    public int Step { get; } = step;

    public string Stage { get; } = stage;

    public IReadOnlyList<string> Faults { get; } = faults;

    public int Steps { get; private set; }

    public int StepsFailed { get; private set; }

    public int RequestsFailed { get; private set; }

    public long BytesReceived { get; private set; }

    public long BytesSent { get; private set; }

    public Dictionary<string, int> Errors { get; } = [];

    public Dictionary<string, string> Samples { get; } = [];

    public TimeCounts ResponseTime { get; } = new();

    public TimeCounts ResponseTimeFailed { get; } = new();

    public TimeCounts Duration { get; } = new();

    public TimeCounts DurationFailed { get; } = new();

    /// <summary>As <see cref="RequestTimes.Parts"/>; a part that took no time is in none of them, and there are <see cref="Requests"/> of them all.</summary>
    public TimeCounts[] Parts { get; } = [.. RequestTimes.Parts.Select(_ => new TimeCounts())];

    /// <summary>Requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>What came of the requests.</summary>
    public IEnumerable<KeyValuePair<string, int>> Outcomes =>
        [.. Classes.Zip(statuses, KeyValuePair.Create).Where(one => one.Value > 0), .. transportErrors];

    /// <summary>Of each check how often it held and how often it failed.</summary>
    public (int Held, int Failed) Check(int index) => (checksHeld[index], checksFailed[index]);

    /// <summary>Counts a step.</summary>
    public void Add(in StepSample sample)
    {
        Steps++;
        if (sample.Error is not null) StepsFailed++;
        for (var i = 0; i < checksHeld.Length; i++) (((sample.ChecksHeld >> i) & 1) != 0 ? checksHeld : checksFailed)[i]++;
        if (sample.Answer is { } answer) Add(answer, sample.Ended - sample.Due);
    }

    private void Add(in Answer answer, TimeSpan responseTime)
    {
        Requests++;
        if (answer.Error is { } error) CollectionsMarshal.GetValueRefOrAddDefault(transportErrors, error, out _)++;
        else statuses[Math.Clamp((answer.Status / 100) - 1, 0, Classes.Length - 1)]++;
        if (answer.Failed) RequestsFailed++;
        BytesReceived += answer.BytesReceived;
        BytesSent += answer.BytesSent;
        (answer.Failed ? ResponseTimeFailed : ResponseTime).Record(responseTime);
        (answer.Failed ? DurationFailed : Duration).Record(answer.Times.Duration);
        for (var i = 0; i < Parts.Length; i++)
        {
            var part = answer.Times.Part(i);
            if (part > TimeSpan.Zero) Parts[i].Record(part);
        }
    }

    /// <summary>Counts an error by its words.</summary>
    /// <returns>The words it is counted under: beyond <see cref="StepFrame.MaxErrors"/> different ones these are <see cref="OtherErrors"/>.</returns>
    public string Count(string error)
    {
        var kind = Errors.ContainsKey(error) || Errors.Count < StepFrame.MaxErrors ? error : OtherErrors;
        CollectionsMarshal.GetValueRefOrAddDefault(Errors, kind, out _)++;
        return kind;
    }

    /// <summary>Forgets everything but what it is of.</summary>
    public void Clear()
    {
        (Steps, StepsFailed, RequestsFailed, Requests, BytesReceived, BytesSent) = (0, 0, 0, 0, 0, 0);
        statuses.AsSpan().Clear();
        checksHeld.AsSpan().Clear();
        checksFailed.AsSpan().Clear();
        transportErrors.Clear();
        Errors.Clear();
        Samples.Clear();
        foreach (var counts in (TimeCounts[])[ResponseTime, ResponseTimeFailed, Duration, DurationFailed, .. Parts]) counts.Clear();
    }
}
