using System.Text.Json;
using Harness.Journal;
using Harness.Reports.Summary;
using Harness.Tests.House;
using Harness.Tests.Reports;
using NJsonSchema;

namespace Harness.Tests.Schemas;

/// <summary>The published schemas of summary.json and of the journal: as fresh as the code, and right for what is written.</summary>
public sealed class RecordSchemaTests
{
    private static string Published(string name) => Path.Combine(Repository.Root, "scenarios", "schema", $"{name}.schema.json");

    [Theory]
    [InlineData("summary")]
    [InlineData("journal")]
    public void Schema_InTheRepository_IsTheOneOfTheCode(string name)
    {
        var text = name == "summary"
            ? RecordSchema.Of(typeof(RunSummary), SummaryJson.Default.Options, "summary.json: a run for scripts")
            : RecordSchema.Of(typeof(Entry), EntryJson.Default.Options, "A line of journal.ndjson");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null) File.WriteAllText(Published(name), text);

        Assert.Equal(File.ReadAllText(Published(name)), text);
    }

    [Theory]
    [InlineData("pass")]
    [InlineData("fail")]
    [InlineData("killed")]
    [InlineData("nothing sent")]
    [InlineData("stopped")]
    [InlineData("targets")]
    public async Task Summary_OfEveryKindOfRun_IsTakenByItsSchema(string kind)
    {
        var run = kind switch { "pass" => SampleRun.Passing, "fail" => SampleRun.Failing, "stopped" => SampleRun.Stopped, "targets" => SampleTargets.Run, "nothing sent" => SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad }, _ => SampleRun.Failing with { Bend = SampleOdd.Killed } };
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Published("summary"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Empty(schema.Validate(Pages.Of(run, "json")));
        Assert.NotEmpty(schema.Validate("""{ "verdict": 5 }"""));
    }

    [Fact]
    public async Task Journal_EveryEntry_IsTakenByItsSchema()
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Published("journal"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var entries = SampleTargets.Run.Entries().Append(new SignalsLost("processes", "gone")).GroupBy(entry => entry.GetType()).Select(kind => kind.First()).ToList();

        Assert.True(entries.Count >= 10);
        Assert.All(entries, entry => Assert.Empty(schema.Validate(JsonSerializer.Serialize(entry, EntryJson.Default.Entry))));
        Assert.NotEmpty(schema.Validate("""{ "entry": "step-frame", "second": "one" }"""));
    }
}
