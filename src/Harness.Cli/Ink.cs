namespace Harness.Cli;

/// <summary>Colour on a terminal, beside a word that says the same; none where output goes to a file, or where NO_COLOR is set.</summary>
internal static class Ink
{
    /// <summary>Whether there is colour: on a terminal that is not dumb, unless NO_COLOR (no-color.org) or <c>--no-color</c> says otherwise.</summary>
    public static bool On { get; set; } = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public static string Good(string text) => Paint("32", text);

    public static string Bad(string text) => Paint("31", text);

    public static string Doubtful(string text) => Paint("35", text);

    public static string Fault(string text) => Paint("33", text);

    public static string Dim(string text) => Paint("2", text);

    public static string Strong(string text) => Paint("1", text);

    private static string Paint(string code, string text) => On ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
