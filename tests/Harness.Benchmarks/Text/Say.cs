using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Runs;

namespace Harness.Benchmarks.Text;

/// <summary>What is said on the way goes to standard error, what was found to standard output.</summary>
internal static class Say
{
    /// <summary>The title, the machine, and what may spoil the numbers.</summary>
    public static void Head(string title)
    {
        Console.WriteLine(title);
        Console.WriteLine($"machine  {ThisMachine.Line}");
        Console.WriteLine($"cores    {Cores.Words}");
        Console.WriteLine($"harness  {HarnessRun.Assembly}");
        if (ThisMachine.Busy is { } busy) Console.WriteLine($"warning  {busy}");
        Console.WriteLine();
    }

    /// <summary>A line on the way.</summary>
    public static void Line(string text) => Console.Error.WriteLine($"  · {text}");

    public static void Result(Table table)
    {
        Console.WriteLine();
        Console.Write(table.Plain());
    }
}
