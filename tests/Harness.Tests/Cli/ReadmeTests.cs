using System.Text.RegularExpressions;
using Harness.Checks;
using Harness.Cli;
using Harness.Tests.House;

namespace Harness.Tests.Cli;

/// <summary>What the README tells people to type and to expect is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Commands_InTheReadme_AreUnderstood()
    {
        var commands = Command().Matches(Text).Select(match => match.Groups[1].Value.Split('#')[0].Trim()).ToList();

        Assert.True(commands.Count >= 8);
        Assert.All(commands, command => Assert.Empty(Commands.Root().Parse(command).Errors));
    }

    [Fact]
    public void ExitCodes_InTheReadme_AreAllOfThem()
    {
        var codes = Code().Matches(Text).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code).Order(), codes.Distinct().Order());
        // The table is in the order in which codes win; the last two rows are the 114 that comes last, and 0.
        Assert.Equal(ExitCodes.ByPrecedence.Select(code => (int)code), codes.SkipLast(2));
    }

    [Fact]
    public void Links_ToFiles_LeadSomewhere() =>
        Assert.All(Link().Matches(Text).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), link));

    [GeneratedRegex(@"^(?:SHOP_RESILIENCE=off )?\./harness (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\| (\d+) \| (?:pass|fail|invalid)", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
