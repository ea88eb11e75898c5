using Harness.Cli;
using FsCheck.Xunit;
using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class PlanFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plans-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_ShippedScenario_IsRight()
    {
        var reading = PlanFile.Read(Path.Combine(Repository, "scenarios", "checkout.yaml"), Sample.Catalog);
        Assert.Equal("", Sample.Text(reading));
        Assert.Empty(reading.Warnings);
        var plan = reading.Plan!;
        Assert.Equal("checkout", plan.Name);
        Assert.Equal(TimeSpan.FromSeconds(90), plan.Duration);
        Assert.Equal(["A slow-payments", "B flaky-payments", "C lose-an-instance"], plan.Faults.Select(f => $"{f.Letter} {f.Name}"));
        Assert.Equal(TimeSpan.FromSeconds(62), plan.Faults[2].Until);
        Assert.Equal(["list products", "pay"], plan.Requests.Select(step => step.Name));
        Assert.Equal(6, plan.Thresholds.Count);
        Assert.Equal(9, plan.Settings.Targets.Count);
        Assert.Equal(Repository, plan.Settings.Root);
        Assert.Equal(new Uri("http://127.0.0.1:5080/healthz"), Assert.IsType<HttpProbe>(plan.Hypothesis!.SteadyState[0]).Url);
        Assert.Equal([PlanFile.ScenarioRole, PlanFile.SettingsRole], plan.Files.Select(file => file.Role));
    }

    [Fact]
    public void Read_ShippedScenarioInContainers_IsRight()
    {
        var reading = PlanFile.Read(Path.Combine(Repository, "scenarios", "checkout-docker.yaml"), KnownKinds.All.Catalog);
        Assert.Equal("", Sample.Text(reading));
        Assert.Empty(reading.Warnings);
        Assert.Equal(["kill", "pause", "limit", "disconnect"], reading.Plan!.Faults.Select(fault => fault.Action.Kind));
    }

    /// <summary>The whole harness.json in the guide.</summary>
    public static TheoryData<string> SettingsExamples() => [.. File.ReadAllText(Path.Combine(Repository, "scenarios", "README.md")).Split("```json\n").Skip(1).Select(block => block.Split("```")[0])];

    [Theory]
    [MemberData(nameof(SettingsExamples))]
    public void Read_SettingsOfTheGuide_AreRight(string example)
    {
        Write("harness.json", example);
        var reading = PlanFile.Read(Write("example.yaml", "load: { executor: constant-vus, duration: 1s }\nsteps: [ { get: 'http://127.0.0.1:8080/' } ]\n"), KnownKinds.All.Catalog);
        Assert.Equal("", Sample.Text(reading));
        Assert.Empty(reading.Warnings);
    }

    /// <summary>The whole scenarios in the guide.</summary>
    public static TheoryData<string> Examples() => [.. File.ReadAllText(Path.Combine(Repository, "scenarios", "README.md")).Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0])];

    /// <summary>The harness.json that stands before an example under the same heading; the repository's where none does.</summary>
    private static string SettingsOf(string example)
    {
        var before = File.ReadAllText(Path.Combine(Repository, "scenarios", "README.md")).Split(example)[0].Split("\n#")[^1].Split("```json\n");
        return before.Length > 1 ? before[^1].Split("```")[0] : File.ReadAllText(Path.Combine(Repository, "harness.json"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Read_ExampleOfTheGuide_IsRight(string example)
    {
        Write("harness.json", SettingsOf(example));
        Write("checkout.yaml", File.ReadAllText(Path.Combine(Repository, "scenarios", "checkout.yaml")));
        var reading = PlanFile.Read(Write("example.yaml", example), KnownKinds.All.Catalog);
        Assert.Equal("", Sample.Text(reading));
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Read_FilesOfAPlan_GiveTheSamePlan()
    {
        var plan = Sample.Plan();
        var again = PlanFile.Read(plan.Files, plan.Settings.Root, Sample.Catalog, checkEnvironment: false).Plan!;
        Assert.Equal(plan.Faults, again.Faults);
        Assert.Equal(plan.Thresholds.Select(t => t.ToString()), again.Thresholds.Select(t => t.ToString()));
        Assert.Equal(plan.Loads[0].Stages, again.Loads[0].Stages);
    }

    [Fact]
    public void Read_SettingsAboveTheScenario_AreFound()
    {
        Write("harness.json", Sample.Settings);
        var reading = PlanFile.Read(Write("deep/er/s.yaml", Sample.Scenario), Sample.Catalog);
        Assert.Equal("", Sample.Text(reading));
        Assert.Equal(folder, reading.Plan!.Settings.Root);
    }

    [Fact]
    public void Read_NoSettings_TakesTheDefaults()
    {
        var reading = Sample.Read("load: { executor: ramping-vus, stages: [ { duration: 1s, target: 2 } ] }\nsteps: [ get: http://localhost:1/ ]", settings: null);
        Assert.Equal("", Sample.Text(reading));
        Assert.Equal("/root", reading.Plan!.Settings.Root);
        Assert.Equal("s", reading.Plan.Name);
        Assert.Equal(1, reading.Plan.Loads[0].Start);
    }

    [Fact]
    public void Read_MissingFile_OffersTheNearest()
    {
        Write("checkout.yaml", Sample.Scenario);
        var path = Path.Combine(folder, "chekout.yaml");
        var problem = Assert.Single(PlanFile.Read(path, Sample.Catalog).Problems, p => p.Path == path);
        Assert.Equal($"{path}:1:1: there is no such file; did you mean '{Path.Combine(folder, "checkout.yaml")}'?", problem.ToString());
    }

    [Fact]
    public void Read_Folder_IsRefused() =>
        Assert.Contains(PlanFile.Read(folder, Sample.Catalog).Problems, p => p.Message == "this is a folder; name a scenario file in it");

    [Fact]
    public void Read_LargeFile_IsRefused()
    {
        var path = Write("large.yaml", new string('#', PlanFile.LargestFile + 1));
        Assert.Contains(PlanFile.Read(path, Sample.Catalog).Problems, p => p.ToString() == $"{path}:1:1: the file is larger than 1 MiB; a plan is a page or two");
    }

    [Fact]
    public void Read_ManyMistakes_TellsAllInOrderOfPlace()
    {
        var reading = Sample.Read(
            """
            name: my scenario
            load:
              target: shpo
              exector: ramping-vus
              executor: ramping-arrival-rate
              startRate: 5/d
              stages: [ { duration: 90s, target: ten } ]
            steps:
              - gte: /products
              - think: 5x
            thresholds:
              respons_time: [ p(95)<500 ]
              http_req_failed: [ p(95)<1 ]
            faults:
              - { name: Slow, at: 15, latency: { target: lnik, latency: 200ms } }
            extra: 1
            """,
            """
            { "targets": { "shop": { "url": "127.0.0.1:5080" } },
              "proxies": { "link": { "listen": "5091", "upstream": "127.0.0.1:5090", "chaos": true } },
              "reports": { "formats": ["pdf"] } }
            """);
        Assert.Null(reading.Plan);
        Assert.Equal(
            """
            harness.json:1:33: targets.shop.url is '127.0.0.1:5080'; it is http:// or https:// with a host and a port and no path, such as http://127.0.0.1:5080
            harness.json:2:36: proxies.link.listen is '5091'; it is host:port, such as 127.0.0.1:5091
            harness.json:3:28: reports.formats is 'pdf'; it is one of html, json, junit, md, csv, png
            s.yaml:1:7: name is 'my scenario'; it names a folder: letters, digits and dashes only, such as checkout
            s.yaml:3:11: load.target: no target is called 'shpo' in harness.json; did you mean 'shop'?
            s.yaml:4:3: unknown key 'exector' in load; did you mean 'executor'?
            s.yaml:6:14: load.startRate is '5/d'; write a number and /s, /m or /h, such as 5/s, 0.5/s or 90/m, or a bare number for each timeUnit
            s.yaml:7:38: load.stages.target is 'ten'; write a number and /s, /m or /h, such as 5/s, 0.5/s or 90/m, or a bare number for each timeUnit
            s.yaml:9:5: unknown key 'gte' in steps; did you mean 'get'?
            s.yaml:10:12: steps.think is '5x'; write one time or a range from the shorter to the longer, such as 500ms or 200ms..800ms
            s.yaml:12:3: no metric is called 'respons_time'; did you mean 'response_time'?
            s.yaml:13:22: 'p(95)<1': http_req_failed has no 'p(95)'; it has rate, such as rate<0.01
            s.yaml:15:13: faults.name is 'Slow'; it is small letters, digits and single dashes, such as slow-payments
            s.yaml:15:23: faults.at is '15'; it has no unit: write 15s or 15ms
            s.yaml:15:46: no proxy is called 'lnik' in harness.json; did you mean 'link'?
            s.yaml:16:1: unknown key 'extra' in the scenario; there are $schema, include, name, description, load, loads, steps, thresholds, checks, hypothesis, stopConditions, faults, reports, safety
            """.ReplaceLineEndings("\n"),
            Sample.Text(reading));
    }

    [Property]
    public bool Read_AnyText_NeverThrows(string? scenario, string? settings) => Sample.Read(scenario ?? "", settings ?? "").Problems.Count > 0;

    [Property(MaxTest = 500)]
    public bool Read_SampleWithSomethingElseSomewhere_NeverThrows(int at, int length, string? other) =>
        Sample.Read(Mutate(Sample.Scenario, at, length, other), Sample.Settings) is { Plan: not null } or { Problems.Count: > 0 }
        && Sample.Read(Sample.Scenario, Mutate(Sample.Settings, at, length, other)) is { Plan: not null } or { Problems.Count: > 0 };

    private static string Mutate(string text, int at, int length, string? other)
    {
        var start = (int)((uint)at * 7919L % text.Length);
        return text.Remove(start, Math.Min((int)((uint)length % 20), text.Length - start)).Insert(start, other ?? "");
    }

    private static string Repository
    {
        get
        {
            var path = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
            while (!File.Exists(Path.Combine(path, "Harness.sln")))
                path = Path.GetDirectoryName(path)!;
            return path;
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
