using System.CommandLine;
using Harness.Checks;
using Harness.Plans;

namespace Harness.Cli;

/// <summary><c>harness schema scenario</c>: the JSON schema of a file that the harness reads or writes, so that editors complete it and scripts can rely on it.</summary>
internal static class SchemaCommand
{
    /// <summary>Every schema there is, by its name.</summary>
    public static IReadOnlyList<(string Name, Func<string> Text)> All { get; } =
    [
        ("scenario", () => PlanSchema.Of(ScenarioShapes.Scenario(KnownKinds.All.Catalog), "A scenario: load, faults, and what must be true of both")),
        ("harness", () => PlanSchema.Of(SettingsShapes.Settings(KnownKinds.All.Catalog), "harness.json: what is true for every scenario")),
        ("summary", () => Embedded("summary")),
        ("journal", () => Embedded("journal")),
    ];

    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = string.Join(", ", All.Select(schema => schema.Name)) + "; all of them with --output.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. All.Select(schema => schema.Name)]);
        var output = new Option<string?>("--output") { Description = "Write name.schema.json into this folder instead of the console." };
        var command = new Command("schema", "Print the JSON schema of a file, for editors and scripts.") { name, output };
        command.SetAction(result =>
        {
            var wanted = All.Where(schema => result.GetValue(name) is not { } one || schema.Name == one).ToList();
            if (result.GetValue(output) is { } folder) return (int)Guarded.Write(() => Write(folder, wanted));
            foreach (var schema in wanted) Console.Write(schema.Text());
            return (int)ExitCode.Pass;
        });
        return command;
    }

    /// <summary>Those of what the harness writes are made of its records and their documentation when it is built; a test keeps them fresh.</summary>
    private static string Embedded(string name)
    {
        using var reader = new StreamReader(typeof(SchemaCommand).Assembly.GetManifestResourceStream($"{name}.schema.json")!);
        return reader.ReadToEnd();
    }

    /// <summary>Writes schemas as <c>name.schema.json</c>.</summary>
    public static ExitCode Write(string folder, IEnumerable<(string Name, Func<string> Text)> schemas)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in schemas) File.WriteAllText(Path.Combine(folder, $"{name}.schema.json"), text());
        return ExitCode.Pass;
    }
}
