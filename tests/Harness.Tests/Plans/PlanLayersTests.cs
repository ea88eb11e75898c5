using Harness.Cli;
using Harness.Plans;

namespace Harness.Tests.Plans;

/// <summary>What lies over what: merge keys, includes, the environment, the command line.</summary>
public sealed class PlanLayersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("harness-layers-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static PlanText Set(string text, string from = "--set") => new(PlanFile.SetRole, from, text);

    private PlanReading Read(string scenario, params string[] set)
    {
        Write("harness.json", Sample.Settings);
        return PlanFile.Read(Write("s.yaml", scenario), KnownKinds.All.Catalog, [.. set.Select(text => Set(text))]);
    }

    private static Plan Right(PlanReading reading)
    {
        Assert.Equal("", Sample.Text(reading));
        return reading.Plan!;
    }

    [Fact]
    public void Anchors_AndMergeKeys_AreTheValuesTheyStandFor()
    {
        var plan = Right(Read("""
            x-common: &common { check: { status: 200 }, timeout: 5s }
            load: { target: shop, vus: 1, duration: 10s }
            steps:
              - { <<: *common, get: /a }
              - { get: /b, timeout: 7s, <<: [ *common ] }
            """));

        Assert.Equal([5, 7], plan.Requests.Select(step => step.Timeout.TotalSeconds));
        Assert.All(plan.Requests, step => Assert.Single(step.Checks));
    }

    [Fact]
    public void Anchors_ManyTimesEachOther_AreRefused()
    {
        var bomb = "x-0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat(Enumerable.Range(1, 8).Select(i => $"x-{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Contains("more than 100000 values, those behind aliases included", Sample.Text(Read(bomb + Sample.Scenario)), StringComparison.Ordinal);
    }

    [Fact]
    public void Include_LiesBelow_AndMappingsAreMergedKeyByKey()
    {
        Write("base/load.yaml", "load: { target: shop, executor: constant-arrival-rate, rate: 5/s, duration: 10s }\nthresholds: { http_reqs: count>1 }\n");
        Write("base/steps.yaml", "include: more.yaml\nload: { duration: 20s }\nsteps: [ { get: /below } ]\n");
        Write("base/more.yaml", "description: from the deepest\n");
        var plan = Right(Read("include: [ base/load.yaml, base/steps.yaml ]\nload: { rate: 7/s }\nthresholds: { http_req_failed: rate<0.1 }\n"));

        Assert.Equal((7, 20, "GET /below", "from the deepest"), (plan.Loads[0].Start, plan.Duration.TotalSeconds, plan.Requests.Single().Name, plan.Description));
        Assert.Equal(2, plan.Thresholds.Count);
        Assert.Equal(3, plan.Files.Count(file => file.Role == PlanFile.IncludeRole));
    }

    [Fact]
    public void Include_ReadAgainFromTexts_NeedsNoDisk()
    {
        var below = Write("below.yaml", "steps: [ { get: /below } ]\n");
        var plan = Right(Read("include: below.yaml\nload: { target: shop, vus: 1, duration: 10s }\n", "load.vus=3"));
        File.Delete(below);
        var again = PlanFile.Read(plan.Files, "/elsewhere", KnownKinds.All.Catalog, checkEnvironment: false).Plan!;

        Assert.Equal((3, "GET /below"), (again.Loads[0].Start, again.Requests.Single().Name));
    }

    [Theory]
    [InlineData("include: nothing.yaml\n", "s.yaml:1:10: nothing.yaml: there is no such file")]
    [InlineData("include: s.yaml\n", "s.yaml:1:10: s.yaml includes itself")]
    public void Include_Wrong_SaysSoWhereItStands(string include, string expected) =>
        Assert.Contains(expected, Sample.Text(Read(include + Sample.Scenario)), StringComparison.Ordinal);

    [Fact]
    public void Include_Mistake_IsToldInItsOwnFile()
    {
        Write("below.yaml", "thresholds: { http_reqs: often }\n");

        Assert.Contains("below.yaml:1:26: 'often' is no expression", Sample.Text(Read("include: below.yaml\n" + Sample.Scenario.Replace("thresholds:\n  response_time: [ p(95)<500 ]\n", "", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_Places_AreKeysItemsAndQuotedKeys()
    {
        var plan = Right(Read(Sample.Scenario, "load.maxVUs=7", "load.stages[0].target=12/s", "load.stages[1]={ duration: 5s, target: 1/s }", "thresholds.\"http_req_failed{step:pay}\"=rate<0.01", "hypothesis.title='Set from outside: yes'"));

        Assert.Equal((7, 12, 2), (plan.Loads[0].MaxVUs, plan.Loads[0].Stages[0].Target, plan.Loads[0].Stages.Count));
        Assert.Equal("http_req_failed{step:pay} rate<0.01", plan.Thresholds[^1].ToString());
        Assert.Equal("Set from outside: yes", plan.Hypothesis!.Title);
    }

    [Theory]
    [InlineData("load.maxVUs", "--set load.maxVUs:1:1: it is a place and a value, such as load.maxVUs=200, load.stages[0].target=20/s or 'thresholds.\"http_req_failed{step:pay}\"=rate<0.01'")]
    [InlineData("load.maxVus=3", "--set load.maxVus=3:1:1: unknown key 'maxVus' in load; did you mean 'maxVUs'?")]
    [InlineData("load.maxVUs=many", "--set load.maxVUs=many:1:1: load.maxVUs is 'many'; it is a whole number from 1 to 1000000")]
    [InlineData("load.stages[5].target=1/s", "--set load.stages[5].target=1/s:1:1: load.stages is a list of 1; say which item, [0] to [1], the last of which adds one")]
    [InlineData("include=nothing-there.yaml", "--set include=nothing-there.yaml:1:1: include is of scenario files only; write it into the scenario, or set the values themselves")]
    [InlineData("include[0]=nothing-there.yaml", "--set include[0]=nothing-there.yaml:1:1: include is of scenario files only; write it into the scenario, or set the values themselves")]
    [InlineData("name.first=a", "--set name.first=a:1:1: name is 's', which has nothing inside it that could be set")]
    public void Set_Wrong_SaysWhichAndWhatWouldBeRight(string set, string expected) =>
        Assert.Equal(expected, Sample.Text(Read("name: s\n" + Sample.Scenario, set)));

    [Fact]
    public void Precedence_CommandLineOverEnvironmentOverScenarioOverIncludeOverSettings()
    {
        Write("harness.json", Sample.Settings.Replace("\"targets\"", "\"reports\": { \"folder\": \"settings\", \"formats\": [\"json\"] }, \"targets\"", StringComparison.Ordinal));
        Write("below.yaml", "reports: { folder: include }\n");
        var path = Write("s.yaml", "include: below.yaml\n" + Sample.Scenario);
        string Folder(params PlanText[] set) => Right(PlanFile.Read(path, KnownKinds.All.Catalog, set)).Settings.Reports.Folder;

        Assert.Equal("include", Folder());
        File.AppendAllText(path, "\nreports: { folder: scenario }\n");
        Assert.Equal("scenario", Folder());
        Assert.Equal("environment", Folder(Set("reports.folder=environment", "HARNESS_SET")));
        Assert.Equal("line", Folder(Set("reports.folder=environment", "HARNESS_SET"), Set("reports.folder=line")));
        Assert.Equal(["json"], Right(PlanFile.Read(path, KnownKinds.All.Catalog)).Settings.Reports.Formats);
    }

    [Theory]
    [InlineData("safety.maxRate=100/s", null)]
    [InlineData("safety.maxRate=300000/s", "safety.maxRate of harness.json is 200000/s; other layers can only tighten it")]
    [InlineData("safety.allowedHosts=[127.0.0.1]", null)]
    [InlineData("safety.allowedHosts=[127.0.0.1, example.com]", "example.com is not in safety.allowedHosts of harness.json")]
    [InlineData("safety.maxFaultDuration=11m", "safety.maxFaultDuration of harness.json is 10m; other layers can only tighten it")]
    public void Safety_CanOnlyBeTightened(string set, string? refused)
    {
        var reading = Read(Sample.Scenario, set);

        if (refused is null) Right(reading);
        else Assert.Contains(reading.Problems, problem => problem.IsRefusal && problem.Message.StartsWith(refused, StringComparison.Ordinal));
    }

    [Fact]
    public void Safety_EmptyInTheScenario_IsToldAndNothingElse() =>
        Assert.Contains("s.yaml:1:8: safety is empty; it is a mapping with ", Sample.Text(ReadBelowTightLimits("safety:\n" + Sample.Scenario)), StringComparison.Ordinal);

    [Fact]
    public void Safety_SetAsAWhole_LeavesTheOtherLimitsAsTheyAre()
    {
        var safety = Right(ReadBelowTightLimits(Sample.Scenario, "safety={maxFaultDuration: 5m}")).Settings.Safety;

        Assert.Equal((1000, 5), (safety.MaxRate, safety.MaxFaultDuration.TotalMinutes));
        Assert.Equal(["127.0.0.1"], safety.AllowedHosts);
    }

    private PlanReading ReadBelowTightLimits(string scenario, params string[] set)
    {
        Write("harness.json", Sample.Settings.Replace("\"targets\"", "\"safety\": { \"maxRate\": \"1000/s\", \"allowedHosts\": [\"127.0.0.1\"] }, \"targets\"", StringComparison.Ordinal));
        return PlanFile.Read(Write("s.yaml", scenario), KnownKinds.All.Catalog, [.. set.Select(text => Set(text))]);
    }

    [Fact]
    public void Values_SayWhereEachComesFrom()
    {
        var reading = Read("name: s\n" + Sample.Scenario, "load.maxVUs=7");
        string From(string key) => Assert.Single(reading.Values, value => value.Key == key).ToString();

        Assert.Contains("Value = 7, From = --set", From("load.maxVUs"), StringComparison.Ordinal);
        Assert.Contains("Value = 5/s, From = " + Path.Combine(folder, "s.yaml") + ":5", From("load.startRate"), StringComparison.Ordinal);
        Assert.Contains("Value = 30s, From = default", From("load.gracefulStop"), StringComparison.Ordinal);
        Assert.Contains("harness.json:2", From("targets.shop.url"), StringComparison.Ordinal);
        Assert.Contains("Value = 200000/s, From = default", Read("safety: { maxFaultDuration: 5m }\n" + Sample.Scenario).Values.Single(value => value.Key == "safety.maxRate").ToString(), StringComparison.Ordinal);
    }
}
