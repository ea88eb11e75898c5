using System.Text;

namespace Harness.Benchmarks.Text;

/// <summary>Rows under headings: the first column is text and stands left, all others are numbers and stand right; a heading that begins with &lt; stands left too.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly string[] names = [.. headings.Select(heading => heading.TrimStart('<'))];
    private readonly bool[] isLeft = [.. headings.Select((heading, i) => i == 0 || heading.StartsWith('<'))];
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row; what is missing at its end stays empty.</summary>
    public Table Row(params string[] cells)
    {
        rows.Add([.. cells, .. Enumerable.Repeat("", names.Length - cells.Length)]);
        return this;
    }

    /// <summary>For a terminal.</summary>
    public string Plain()
    {
        int[] widths = [.. names.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max())];
        var text = new StringBuilder();
        Line(names);
        text.AppendLine(string.Join("──", widths.Select(width => new string('─', width))));
        foreach (var row in rows) Line(row);
        return text.ToString();

        void Line(string[] cells) => text.AppendLine(string.Join("  ", cells.Select((cell, i) => isLeft[i] ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }

    /// <summary>For a README.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        Line(names);
        Line(isLeft.Select(left => left ? "---" : "---:"));
        foreach (var row in rows) Line(row);
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");
    }
}
