using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Cli.Live;

/// <summary>How a piece of a line is meant; colour only adds to what its words say.</summary>
internal enum LiveStyle
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>The scenario's name.</summary>
    Strong,

    /// <summary>Labels and hints.</summary>
    Dim,

    /// <summary>What holds.</summary>
    Good,

    /// <summary>What does not.</summary>
    Bad,

    /// <summary>A fault.</summary>
    Fault,
}

/// <summary>A piece of a line.</summary>
internal readonly record struct LiveSpan(string Text, LiveStyle Style = LiveStyle.Plain);

/// <summary>The live view as lines: a pure function of the view, the time, and the terminal's size and letters.</summary>
/// <param name="width">Columns of the terminal.</param>
/// <param name="height">Rows that may be used.</param>
/// <param name="isUnicode">False where the terminal shows ASCII only.</param>
internal sealed class LiveText(int width, int height, bool isUnicode)
{
    private const int Label = 10, Wide = 72, LongestName = 24;

    private const string Hint = "q stop and heal   f stop all faults, load goes on";

    /// <summary>The lines; none is longer than the terminal is wide, and there are not more than fit.</summary>
    /// <param name="view">The run at its last close.</param>
    /// <param name="now">The time from t = 0.</param>
    public IReadOnlyList<IReadOnlyList<LiveSpan>> Draw(LiveView view, TimeSpan now)
    {
        List<IReadOnlyList<LiveSpan>> head = [Head(view, now), .. Faults(view, now), Load(view, now)];
        List<IReadOnlyList<LiveSpan>> steady = [.. Lights("steady", view.Probes.Select(p => Light(p.State.Met, Probe(p.Probe, p.State)))), .. Lights("stop", view.StopConditions.Select(c => Light(c.State.HasData ? c.State.Met : null, Probe(c.Condition.Probe, c.State))))];
        List<IReadOnlyList<LiveSpan>> foot = [Validity(view), [new("".PadRight(Label)), new(Hint, LiveStyle.Dim)]];
        // What is left is for the steps and the limits: half of it each, or what the other does not need.
        var room = Math.Max(2, height - head.Count - steady.Count - foot.Count);
        var limits = Limits(view, Math.Max(room / 2, room - view.Steps.Count));
        return [.. head.Concat(Steps(view, Math.Max(1, room - limits.Count))).Concat(steady).Concat(limits).Concat(foot).Take(height).Select(Cut)];
    }

    private IEnumerable<IReadOnlyList<LiveSpan>> Steps(LiveView view, int room)
    {
        // Where not all fit, what fails comes first.
        var steps = view.Steps.Count <= room ? view.Steps : [.. view.Steps.OrderBy(step => step.Failed > 0 ? 0 : 1).Take(Math.Max(1, room - 1))];
        var nameWidth = Math.Min(LongestName, steps.Select(step => Cells.Of(step.Name)).DefaultIfEmpty(0).Max());
        foreach (var step in steps) yield return Step(step, nameWidth);
        if (view.Plan.Requests.Count() - steps.Count is > 0 and var more && room > 1) yield return [new("".PadRight(Label)), new($"and {more} more steps", LiveStyle.Dim)];
    }

    private List<IReadOnlyList<LiveSpan>> Limits(LiveView view, int room)
    {
        List<IReadOnlyList<LiveSpan>> Of(IEnumerable<(Threshold Threshold, double Number, bool? Holds)> thresholds) => [.. Lights("limits", thresholds.Select(t => Light(t.Holds, Limit(t.Threshold, t.Number))))];
        var all = Of(view.Thresholds);
        return all.Count <= room ? all : [.. Of(view.Thresholds.OrderBy(t => t.Holds == false ? 0 : 1)).Take(room)];
    }

    private IReadOnlyList<LiveSpan> Cut(IReadOnlyList<LiveSpan> line)
    {
        var left = width;
        var cut = new List<LiveSpan>();
        foreach (var span in line)
        {
            if (left <= 0) break;
            cut.Add(span with { Text = Cells.Cut(span.Text, left) });
            left -= Cells.Of(span.Text);
        }
        return cut;
    }

    private static IReadOnlyList<LiveSpan> Head(LiveView view, TimeSpan now)
    {
        var at = now < TimeSpan.Zero ? $"warm-up, {Numbers.Clock(-now)} left" : $"{Numbers.Clock(now < view.Plan.Duration ? now : view.Plan.Duration)} / {Numbers.Clock(view.Plan.Duration)}";
        var stages = now < TimeSpan.Zero ? [] : view.Plan.Loads.Where(load => now >= load.StartTime && now < load.End).Select(load => Stage(load, now, view.Plan.Loads.Count > 1)).ToList();
        return [new(view.Plan.Name, LiveStyle.Strong), new($"  {at}  {string.Join(", ", stages.Take(3))}")];
    }

    /// <summary><c>hold 60/s</c>, <c>rise: ramp to 60/s</c>.</summary>
    private static string Stage(LoadPlan load, TimeSpan now, bool isNamed)
    {
        var (end, level) = (load.StartTime, load.Start);
        foreach (var stage in load.Stages)
        {
            end += stage.Duration;
            if (now < end)
            {
                string Level(double value) => load.IsOpen ? Numbers.Rate(value) : $"{value:0} VUs";
                var name = isNamed ? load.Name + " " : stage.Name.All(char.IsAsciiDigit) ? "" : stage.Name + ": ";
                return load.Iterations is { } count ? $"{name}{Numbers.Count(count)} iterations" : name + (stage.Target == level ? $"hold {Level(level)}" : $"ramp to {Level(stage.Target)}");
            }
            level = stage.Target;
        }
        return "";
    }

    private static IEnumerable<IReadOnlyList<LiveSpan>> Faults(LiveView view, TimeSpan now)
    {
        var active = view.Faults.Where(f => f.State is FaultState.Injecting or FaultState.Active or FaultState.Healing).ToList();
        foreach (var (fault, state) in active)
        {
            var left = view.Plan.HealAt(fault) - now;
            yield return [new("fault".PadRight(Label), LiveStyle.Dim), new($"{fault.Letter} {fault.Name} {(state == FaultState.Healing ? "healing" : $"active, {Numbers.Clock(left > TimeSpan.Zero ? left : TimeSpan.Zero)} left")}", LiveStyle.Fault), new($"  {fault.Action.Description}")];
        }
        if (active.Count == 0 && view.Faults.FirstOrDefault(f => f.State == FaultState.Pending) is { Fault: { } next })
            yield return [new("fault".PadRight(Label), LiveStyle.Dim), new($"next {next.Letter} {next.Name} in {Numbers.Clock(next.At > now ? next.At - now : TimeSpan.Zero)}")];
    }

    private IReadOnlyList<LiveSpan> Load(LiveView view, TimeSpan now)
    {
        var numbers = $"{Numbers.Rate(view.Second.Started)}{(view.Plan.IsOpen ? $" of {Numbers.Rate(view.Second.Planned)}" : "")}   VUs {Numbers.Count(view.Second.VUs)}{(view.Plan.IsOpen ? $"/{Numbers.Count(view.Plan.Loads.Sum(load => load.MaxVUs))}" : "")}";
        var dropped = new LiveSpan($"   dropped {Numbers.Count(view.Dropped)}", view.Dropped > 0 ? LiveStyle.Bad : LiveStyle.Plain);
        List<LiveSpan> line = [new("load".PadRight(Label), LiveStyle.Dim)];
        if (width >= Wide)
        {
            var length = Math.Clamp(width - Label - numbers.Length - dropped.Text.Length - 4, 10, 60);
            var done = (int)Math.Round(length * Math.Clamp(now / view.Plan.Duration, 0, 1));
            line.Add(new(new string(isUnicode ? '█' : '#', done)));
            line.Add(new(new string(isUnicode ? '░' : '.', length - done) + "  ", LiveStyle.Dim));
        }
        return [.. line, new(numbers), dropped];
    }

    private List<LiveSpan> Step(LiveStep step, int nameWidth)
    {
        var name = Cells.Of(step.Name) <= nameWidth ? step.Name : Cells.Cut(step.Name, nameWidth - 1) + (isUnicode ? "…" : "~");
        var column = Math.Max(Label, nameWidth + 2);
        string Time(string label, double value) => $"{label} {Numbers.Ms(value),-9}";
        List<LiveSpan> line =
        [
            new(Cells.Pad(name, column)), new($"{Time("p50", step.P50)} {Time("p95", step.P95)} {(width >= Wide ? Time("p99", step.P99) + " " : "")}"),
            new($"failed {Numbers.Percent(step.Failed),-6}", step.Failed > 0 ? LiveStyle.Bad : LiveStyle.Plain),
        ];
        var room = width - line.Sum(span => Cells.Of(span.Text)) - 2;
        if (width >= Wide && room >= 8) line.Add(new("  " + Spark(step.Trend.TakeLast(Math.Min(room, 60))), LiveStyle.Dim));
        return line;
    }

    /// <summary>Heights from zero to the highest of what is shown.</summary>
    private string Spark(IEnumerable<double> trend)
    {
        var values = trend.ToList();
        var highest = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var levels = isUnicode ? "▁▂▃▄▅▆▇█" : "_.-=*#";
        return string.Concat(values.Select(value => double.IsFinite(value) && highest > 0 ? levels[(int)Math.Min(levels.Length - 1, value / highest * levels.Length)] : ' '));
    }

    private static LiveSpan[] Light(bool? isMet, string text) =>
        [isMet switch { true => new("[ok] ", LiveStyle.Good), false => new("[no] ", LiveStyle.Bad), null => new("[..] ", LiveStyle.Dim) }, new(text + "   ")];

    /// <summary>As many lights a line as fit.</summary>
    private IEnumerable<IReadOnlyList<LiveSpan>> Lights(string label, IEnumerable<LiveSpan[]> lights)
    {
        List<LiveSpan> line = [new(label.PadRight(Label), LiveStyle.Dim)];
        foreach (var light in lights)
        {
            if (line.Count > 1 && line.Concat(light).Sum(span => Cells.Of(span.Text)) - 3 > width)
            {
                yield return line;
                line = [new("".PadRight(Label))];
            }
            line.AddRange(light);
        }
        if (line.Count > 1) yield return line;
    }

    private static string Probe(Probe probe, ProbeState state) => probe is MetricProbe metric
        ? $"{probe.Name} {(double.IsNaN(state.Number) ? state.Text : Numbers.Of(metric.Selector.Metric, metric.Expect, state.Number))} {metric.Expect.Comparison.Sign()}{Numbers.Of(metric.Selector.Metric, metric.Expect, metric.Expect.Limit)}"
        : $"{probe.Name} {state.Text}";

    private static string Limit(Threshold threshold, double number) =>
        $"{threshold} {(double.IsNaN(number) ? "no data" : Numbers.Of(threshold.Selector.Metric, threshold.Expression, number))}";

    private static IReadOnlyList<LiveSpan> Validity(LiveView view) =>
        [new("validity".PadRight(Label), LiveStyle.Dim), new($"{(view.Plan.IsOpen ? $"lag p99 {Numbers.Ms(view.Lag)}   " : "")}CPU {Numbers.Percent(view.Second.Cpu)}")];
}
