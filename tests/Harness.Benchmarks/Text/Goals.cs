using System.Text;

namespace Harness.Benchmarks.Text;

/// <summary>What was to be reached, what was, and whether: a line each, with a mark.</summary>
internal sealed class Goals
{
    private readonly Table table = new("", "<goal", "measured", "asked for");
    private bool isWhole = true;

    /// <summary>A number that may be at most so large; NaN is one that could not be measured.</summary>
    public Goals AtMost(string what, double measured, double limit, string format = "0.00", string unit = "")
    {
        var isMeasured = !double.IsNaN(measured);
        isWhole &= isMeasured;
        table.Row(!isMeasured ? "?" : measured <= limit ? "+" : "x", what, isMeasured ? measured.ToString(format) + unit : "not measured", $"at most {limit.ToString(format)}{unit}");
        return this;
    }

    /// <summary>Something that holds or does not.</summary>
    public Goals Holds(string what, bool holds, string measured, string limit)
    {
        table.Row(holds ? "+" : "x", what, measured, limit);
        return this;
    }

    /// <summary>Prints all, and gives the exit code: 0 where everything could be measured, whether or not it was met.</summary>
    public int Write()
    {
        Console.WriteLine();
        Console.Write(new StringBuilder().Append(table.Plain()).AppendLine("+ met   x not met   ? not measured").ToString());
        return isWhole ? 0 : 1;
    }
}
