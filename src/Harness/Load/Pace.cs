using Harness.Plans;

namespace Harness.Load;

/// <summary>
/// A level over time: straight lines from stage to stage. Read as a rate it says when each iteration is due (a ramp is its integral
/// solved for time, so nothing accumulates, fractions work, and a late loop knows exactly how late it is); read as a number of
/// virtual users it says when each comes and goes. A pure function, tested without a clock.
/// </summary>
public sealed class Pace
{
    private readonly record struct Line(double From, double Length, double Start, double End, double Before)
    {
        public double Level(double at) => Length == 0 ? End : Start + ((End - Start) * (at - From) / Length);

        public double Area => (Start + End) / 2 * Length;
    }

    private readonly Line[] lines;
    private readonly double total;

    /// <summary>Makes a pace.</summary>
    /// <param name="start">The level at the beginning, which the first stage starts from.</param>
    /// <param name="stages">Each goes in a straight line to its target; a stage of no length is a jump.</param>
    public Pace(double start, IReadOnlyList<Stage> stages)
    {
        lines = new Line[stages.Count];
        var (at, level) = (0.0, start);
        for (var i = 0; i < stages.Count; i++)
        {
            lines[i] = new(at, stages[i].Duration.TotalSeconds, level, stages[i].Target, total);
            total += lines[i].Area;
            at += lines[i].Length;
            level = stages[i].Target;
        }
        Duration = stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
    }

    /// <summary>A level that does not change.</summary>
    public static Pace Constant(double level, TimeSpan duration) => new(level, [new Stage("", duration, level)]);

    /// <summary>The end of the last stage.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The integral of the level over all stages: iterations with fractions.</summary>
    public double Total => total;

    /// <summary>How many iterations are due in all where they come evenly: those whose due time is before the end. Index 0 is due at the beginning.</summary>
    public long Count => (long)Math.Ceiling(total - Tolerance);

    /// <summary>Sums of fractions (325.0000000001) must not make one iteration more.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The level at a time; after the end it is 0.</summary>
    public double Rate(TimeSpan elapsed)
    {
        var at = elapsed.TotalSeconds;
        foreach (var line in lines)
        {
            if (at < line.From + line.Length) return line.Level(Math.Max(at, line.From));
        }
        return 0;
    }

    /// <summary>Iterations due before a time, with fractions: the integral of the level.</summary>
    public double DueBefore(TimeSpan elapsed)
    {
        var at = Math.Max(0, elapsed.TotalSeconds);
        foreach (var line in lines)
        {
            if (at < line.From + line.Length) return line.Before + ((line.Start + line.Level(at)) / 2 * (at - line.From));
        }
        return total;
    }

    /// <summary>When an iteration is due where they come evenly: the time at which the integral of the rate reaches its index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public TimeSpan Due(long index) => Reaching(index);

    /// <summary>
    /// The time at which the integral of the rate reaches an area. On a line with start r, slope a, what is left of the area before the line, k,
    /// is reached at x with r·x + a·x²/2 = k, and x = 2k / (r + √(r² + 2ak)), the form that stays exact for a → 0 and for r → 0.
    /// </summary>
    /// <param name="area">0 to <see cref="Total"/>; the end of the last stage for more.</param>
    public TimeSpan Reaching(double area)
    {
        foreach (var line in lines)
        {
            var k = area - line.Before;
            if (k >= line.Area) continue;
            if (k <= 0) return Time(line.From);
            var slope = (line.End - line.Start) / line.Length;
            var root = Math.Sqrt(Math.Max(0, (line.Start * line.Start) + (2 * slope * k)));
            return Time(line.From + Math.Min(line.Length, 2 * k / (line.Start + root)));
        }
        return Duration;
    }

    /// <summary>
    /// The level as whole numbers: when it changes, and to what. On the way up n is reached where the line reaches n, on the way down
    /// n - 1 where it reaches n - 1, so that a ramp to 0 over 10 s from 10 takes one away each second, the last at its end.
    /// </summary>
    public IEnumerable<(TimeSpan At, int Level)> Changes()
    {
        var level = -1;
        foreach (var line in lines)
        {
            if (level < 0) yield return (TimeSpan.Zero, level = (int)Math.Floor(line.Start + Tolerance));
            if (line.Length == 0)
            {
                if ((int)line.End != level) yield return (Time(line.From), level = (int)line.End);
                continue;
            }
            while (level + 1 <= line.End + Tolerance) yield return (Time(Reached(line, level + 1)), ++level);
            while (level - 1 >= line.End - Tolerance) yield return (Time(Reached(line, level - 1)), --level);
        }
    }

    private static double Reached(Line line, double level) => line.Start == line.End
        ? line.From
        : Math.Clamp(line.From + (line.Length * (level - line.Start) / (line.End - line.Start)), line.From, line.From + line.Length);

    private static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
}
