using YamlDotNet.RepresentationModel;

namespace Harness.Tests.House;

/// <summary>The repository's own pipelines: YAML that can be read, least permissions, a bound in time, and commands that name files which exist.</summary>
public sealed class WorkflowTests
{
    public static TheoryData<string> Files() => [.. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Workflow_IsBoundedAndNamesWhatIsThere(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", file))));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;

        Assert.Equal("read", ((YamlMappingNode)root["permissions"])["contents"].ToString());
        foreach (var job in ((YamlMappingNode)root["jobs"]).Children.Values.Cast<YamlMappingNode>())
        {
            Assert.InRange(int.Parse(job["timeout-minutes"].ToString(), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
            var commands = ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>().Where(step => step.Children.ContainsKey("run")).Select(step => step["run"].ToString()).ToList();
            Assert.NotEmpty(commands);
            // sudo has a path of its own, without the SDK that was just set up.
            Assert.All(commands.Where(command => command.Contains("sudo ", StringComparison.Ordinal)), command => Assert.Contains("sudo env \"PATH=$PATH\" ", command, StringComparison.Ordinal));
            foreach (var word in commands.SelectMany(command => command.Split(' ')).Where(word => word.StartsWith("./", StringComparison.Ordinal) || word.StartsWith(".ci/", StringComparison.Ordinal) || word.EndsWith(".yaml", StringComparison.Ordinal)))
                Assert.True(File.Exists(Path.Combine(Repository.Root, word)), $"{file} names {word}");
        }
    }
}
