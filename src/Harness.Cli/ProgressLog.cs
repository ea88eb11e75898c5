using System.Globalization;
using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Cli;

/// <summary>A run as plain lines, one every few seconds and one an event, never rewritten: for a CI log, and for whoever greps it. Times are UTC.</summary>
/// <param name="plan">What is run.</param>
/// <param name="output">Where to.</param>
/// <param name="every">Seconds from one line about the load to the next; 0 for events only.</param>
internal sealed class ProgressLog(Plan plan, TextWriter output, int every = 10) : IJournalConsumer
{

    private readonly Histogram times = new();
    private readonly Histogram lag = new();
    private int seconds, requests, failed, started, dropped, vus, busy;
    private double planned;
    private DateTimeOffset began;

    public void Consume(Entry entry)
    {
        switch (entry)
        {
            case RunStarted start: Line(entry, "run", $"{Ink.Strong(start.Scenario)}  seed {start.Seed}{(start.WithFaults ? "" : "  no faults")}"); break;
            case LeftoverHealed leftover: Line(entry, "heal", $"{(leftover.Healed ? "healed" : Ink.Bad("NOT healed"))} of {leftover.Run}: {leftover.What}: {leftover.Note}"); break;
            case TargetReady ready: Line(entry, "target", $"{ready.Target} ready after {Numbers.Seconds(ready.After)}"); break;
            case LoadStarted load:
                began = load.Wall!.Value - load.At!.Value;
                Line(entry, "load", plan.WarmUp > TimeSpan.Zero ? $"warm-up, {Numbers.Length(plan.WarmUp)}" : "begins");
                break;
            case StepFrame frame: Add(frame); break;
            case LoadFrame frame: Add(frame); break;
            case SecondClosed closed: Close(closed); break;
            case LoadFinished finished when plan.Loads.Count > 1: Line(entry, "load", $"{finished.Load} is done"); break;
            case FaultChanged change: Fault(change); break;
            case SignalsLost lost: Line(entry, "signals", $"{lost.Source}: {lost.Note}"); break;
            case FaultsStopped stopped: Line(entry, "fault", Ink.Bad($"all faults are stopped by {stopped.By}")); break;
            case RunStopping stop: Line(entry, "stop", Ink.Bad(stop.Message)); break;
            case LoadEnded when entry.At is not null: Line(entry, "load", "ended; everything the run started has ended"); break;
        }
    }

    private void Fault(FaultChanged change)
    {
        if (change.State is FaultState.Injecting or FaultState.Healing) return;
        var letter = plan.Faults.FirstOrDefault(fault => fault.Name == change.Fault)?.Letter;
        var text = change.State switch
        {
            FaultState.Active => Ink.Fault($"{letter} {change.Fault} active: {change.Note}"),
            FaultState.Healed => $"{letter} {change.Fault} healed{(change.Verified == true ? ", verified" : ", not verified")}: {change.Note}",
            FaultState.Skipped => $"{letter} {change.Fault} skipped: {change.Note}",
            _ => Ink.Bad($"{letter} {change.Fault} {change.State}: {change.Note}".ToUpperInvariant()),
        };
        Line(change, "fault", text);
    }

    private void Add(StepFrame frame)
    {
        requests += frame.Outcomes.Values.Sum();
        failed += frame.RequestsFailed;
        times.Add(frame.ResponseTime);
    }

    private void Add(LoadFrame frame)
    {
        started += frame.Started;
        dropped += frame.Dropped;
        planned += frame.Planned;
        busy += frame.VUs;
        lag.Add(frame.Lag);
    }

    private void Close(SecondClosed closed)
    {
        seconds++;
        (vus, busy) = (Math.Max(vus, busy), 0);
        if (every == 0 || (closed.Second + 1) % every != 0) return;
        var share = requests == 0 ? double.NaN : (double)failed / requests;
        var text = $"{Numbers.Rate((double)started / seconds)}{(plan.IsOpen ? $" of {Numbers.Rate(planned / seconds)}" : "")}  failed {Numbers.Percent(share)}  p95 {Numbers.Ms(times.Percentile(95))}  VUs {vus}";
        if (plan.IsOpen) text += $"  dropped {dropped}  lag p99 {Numbers.Ms(lag.Percentile(99))}";
        Line(closed, "load", text);
        (seconds, requests, failed, started, dropped, vus, planned) = (0, 0, 0, 0, 0, 0, 0);
        times.Clear();
        lag.Clear();
    }

    private void Line(Entry entry, string kind, string text)
    {
        var wall = entry.Wall ?? began + entry.At!.Value;
        var at = entry.At is { } time ? Numbers.Clock(time) : "";
        output.WriteLine($"{Ink.Dim(wall.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture))} {at,6}  {kind,-7} {text}");
    }
}
