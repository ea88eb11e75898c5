namespace Harness.Reports.Charts;

/// <summary>One line of labels at percent positions: who comes first gets the room, and who finds none goes without.</summary>
internal sealed class LabelRow
{
    /// <summary>The width of a letter on a page of about 1,100 px, as a share of the row, in percent: on narrower ones the style sheet cuts names short.</summary>
    private const double Letter = 0.78;

    private readonly List<(double From, double To)> taken = [];

    /// <summary>The width of a text.</summary>
    public static double WidthOf(string text) => (text.Length + 1) * Letter;

    /// <summary>Takes room for a text that begins at a place, inside the bounds given.</summary>
    public bool Take(string text, double at, double end = 100) => Take(at, at + WidthOf(text), end);

    /// <summary>Takes room from a place to another, if it is free and ends inside.</summary>
    public bool Take(double from, double to, double end = 100)
    {
        if (from < 0 || to > end || taken.Exists(t => t.From < to && t.To > from)) return false;
        taken.Add((from, to));
        return true;
    }
}
