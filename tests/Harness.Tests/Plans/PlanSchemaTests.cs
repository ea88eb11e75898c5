using Harness.Cli;
using System.Text.Json.Nodes;
using Harness.Plans;
using Harness.Tests.House;
using NJsonSchema;
using YamlDotNet.Serialization;

namespace Harness.Tests.Plans;

/// <summary>The schemas against the files that the readers take, judged by somebody else's validator.</summary>
public sealed class PlanSchemaTests
{
    private static readonly string ScenarioText = PlanSchema.Of(ScenarioShapes.Scenario(KnownKinds.All.Catalog), "s"), SettingsText = PlanSchema.Of(SettingsShapes.Settings(KnownKinds.All.Catalog), "h");

    /// <summary>Everything that is a right scenario elsewhere in the repository.</summary>
    public static TheoryData<string> Scenarios() => [File.ReadAllText(Path.Combine(Repository.Root, "scenarios", "checkout.yaml")), Sample.Scenario, .. PlanFileTests.Examples().Select(row => row.Data)];

    private static string Json(string yaml) => new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml)!);

    private static async Task<IReadOnlyList<string>> Mistakes(string schema, string json) =>
        [.. (await JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken)).Validate(json).Select(error => error.ToString())];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario_ThatTheReaderTakes_IsTakenByTheSchema(string yaml) => Assert.Empty(await Mistakes(ScenarioText, Json(yaml)));

    [Fact]
    public async Task Settings_ThatTheReaderTakes_AreTakenByTheSchema()
    {
        Assert.Empty(await Mistakes(SettingsText, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "harness.json"), TestContext.Current.CancellationToken)));
        Assert.Empty(await Mistakes(SettingsText, Sample.Settings));
    }

    [Theory]
    [MemberData(nameof(PlanFileTests.SettingsExamples), MemberType = typeof(PlanFileTests))]
    public async Task Settings_OfTheGuide_AreTakenByTheSchema(string json) => Assert.Empty(await Mistakes(SettingsText, json));

    [Theory]
    [InlineData("startRate: 5/s", "startRat: 5/s")]
    [InlineData("executor: ramping-arrival-rate", "executor: steady")]
    [InlineData("duration: 90s", "duration: 90 apples")]
    [InlineData("p(95)<500", "p95 is low")]
    [InlineData("latency: 200ms", "latency: 200ms, jiter: 1ms")]
    [InlineData("status: 200", "status: 20")]
    public async Task Scenario_ThatTheReaderRefuses_IsRefusedByTheSchema(string old, string changed)
    {
        var wrong = Sample.Scenario.Replace(old, changed, StringComparison.Ordinal);

        Assert.NotEmpty(Sample.Read(wrong).Problems);
        Assert.NotEmpty(await Mistakes(ScenarioText, Json(wrong)));
    }

    [Fact]
    public void Keys_AllAreDescribed()
    {
        static IEnumerable<JsonObject> All(JsonNode? node) => node switch
        {
            JsonObject o => o.SelectMany(pair => All(pair.Value)).Concat(o["properties"] is JsonObject properties ? properties.Select(property => property.Value!.AsObject()) : []),
            JsonArray a => a.SelectMany(All),
            _ => [],
        };

        Assert.All(All(JsonNode.Parse(ScenarioText)).Concat(All(JsonNode.Parse(SettingsText))), key => Assert.EndsWith(".", key["description"]!.GetValue<string>(), StringComparison.Ordinal));
    }
}
