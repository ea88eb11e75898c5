using System.Text.RegularExpressions;

namespace Harness.Tests.House;

/// <summary>The map in CONTRIBUTING is true: inside src/Harness a folder uses only itself and earlier ones, and projects reference only what they may.</summary>
public sealed partial class FolderOrderTests
{
    private static readonly string[] Order = ["Time", "Journal", "Plans", "Protocols", "Load", "Faults", "Metrics", "Checks", "Running"];

    public static TheoryData<string> Folders => [.. Order];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Using_InAFolder_NamesOnlyEarlierOnes(string folder)
    {
        var later = Order.SkipWhile(name => name != folder).Skip(1).ToHashSet();
        var source = Path.Combine(Repository.Root, "src", "Harness", folder);
        Assert.NotEmpty(Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories));
        foreach (var file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match match in Used().Matches(File.ReadAllText(file)))
                Assert.False(later.Contains(match.Groups[1].Value), $"{Path.GetRelativePath(Repository.Root, file)} uses {match.Value.Trim()}: {folder} comes before it");
        }
    }

    [Fact]
    public void Folders_OfHarness_AreTheOnesOnTheMap() =>
        Assert.Equal(Order.Order(), Directory.GetDirectories(Path.Combine(Repository.Root, "src", "Harness")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Theory]
    [InlineData("Harness.Proxy", new string[0])]
    [InlineData("Harness.Proxy.Api", new[] { "Harness.Proxy" })]
    [InlineData("Harness", new[] { "Harness.Proxy" })]
    [InlineData("Harness.Docker", new[] { "Harness" })]
    [InlineData("Harness.Reports", new[] { "Harness" })]
    [InlineData("SampleShop", new string[0])]
    public void Project_References_AreTheOnesOnTheMap(string project, string[] may) =>
        Assert.Equal(may, Referenced().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", project, project + ".csproj"))).Select(match => match.Groups[1].Value));

    [GeneratedRegex(@"(?:using |[^\w.])Harness\.(\w+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/([\w.]+)\.csproj""")]
    private static partial Regex Referenced();
}
