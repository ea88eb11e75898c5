using System.Globalization;
using Spectre.Console.Rendering;

namespace Harness.Cli.Live;

/// <summary>Text measured as a terminal shows it: a letter of East Asia or an emoji takes two columns, a combining mark none.</summary>
internal static class Cells
{
    /// <summary>The columns that a text takes.</summary>
    public static int Of(string text) => new Segment(text).CellCount();

    /// <summary>As much of a text as fits into so many columns; no letter is cut in two.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns) return text;
        var end = 0;
        for (var letters = StringInfo.GetTextElementEnumerator(text); letters.MoveNext(); end += letters.GetTextElement().Length)
        {
            var width = Of(letters.GetTextElement());
            if (width > columns) break;
            columns -= width;
        }
        return text[..end];
    }

    /// <summary>A text with blanks behind it, up to so many columns.</summary>
    public static string Pad(string text, int columns) => text + new string(' ', Math.Max(0, columns - Of(text)));
}
