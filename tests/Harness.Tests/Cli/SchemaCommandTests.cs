using Harness.Cli;
using Harness.Tests.House;

namespace Harness.Tests.Cli;

public sealed class SchemaCommandTests
{
    public static TheoryData<string> Names() => [.. SchemaCommand.All.Select(schema => schema.Name)];

    /// <summary>What the shipped files refer to is what the code says; UPDATE_GOLDEN=1 writes it anew.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_InTheRepository_IsTheOneOfTheCode(string name)
    {
        var path = Path.Combine(Repository.Root, "scenarios", "schema", $"{name}.schema.json");
        var text = SchemaCommand.All.Single(schema => schema.Name == name).Text();
        if (name is "scenario" or "harness" && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null) File.WriteAllText(path, text);

        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void ShippedFiles_ReferToTheirSchemas()
    {
        Assert.Contains("\"$schema\": \"scenarios/schema/harness.schema.json\"", File.ReadAllText(Path.Combine(Repository.Root, "harness.json")), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "scenarios"), "*.yaml"), file =>
            Assert.StartsWith("# yaml-language-server: $schema=schema/scenario.schema.json\n", File.ReadAllText(file), StringComparison.Ordinal));
    }
}
