using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Tests.House;

/// <summary>The twenty ways in which a fault may be left behind: each has a test, marked with its number.</summary>
public sealed partial class SafetyCasesTests
{
    private const int Cases = 20;

    [Fact]
    public void EveryCase_HasATest()
    {
        var marked = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Case().Matches(File.ReadAllText(file)).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
            .Distinct().Order();
        Assert.Equal(Enumerable.Range(1, Cases), marked);
    }

    [GeneratedRegex("Trait\\(\"Safety\", \"case (\\d+)\"\\)")]
    private static partial Regex Case();
}
