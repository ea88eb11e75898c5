namespace Harness.Integration.Tests.Running;

/// <summary>Wrong files, through the real program: exit code 104, every problem in one go, each with its place.</summary>
public sealed class WrongInputTests
{
    private const string Wrong = """
        load:
          target: api
          executor: ramping-arival-rate
          startRate: 5x
          stages: [ { duration: 10s, target: 5/s } ]
          colour: blue
        steps:
          - get: /healthz
            name: ask
        thresholds:
          respons_time: [ p(95)<500 ]
          "response_time{step:buy}": [ p(95)<500 ]
        faults:
          - { name: slow, at: 3s, for: 3s, latency: { target: lnk, latency: 100ms } }
        """;

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task Command_ManyProblems_ShowsAllWithTheirPlaces(string command)
    {
        await using var world = new World(scenario: Wrong);
        var (code, output) = await world.Run(command, "small.yaml");

        Assert.True(code == 104, output);
        foreach (var place in (string[])["small.yaml:3:13:", "small.yaml:4:14:", "small.yaml:6:3:", "small.yaml:11:3:", "small.yaml:12:3:", "small.yaml:14:"]) Assert.Contains(place, output, StringComparison.Ordinal);
        foreach (var hint in (string[])["ramping-arrival-rate", "response_time", "ask", "link"]) Assert.Contains(hint, output, StringComparison.Ordinal);
        Assert.EndsWith("verdict=invalid exit=104", output.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(world.Folder, "reports")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("just a line of text")]
    [InlineData("load: [ { duration")]
    public async Task Run_NotAScenario_Is104(string text)
    {
        await using var world = new World(scenario: text);
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 104, output);
        Assert.Matches(@"problem  small\.yaml:\d+:\d+: ", output);
    }

    [Fact]
    public async Task Run_NoSuchFile_Is104()
    {
        await using var world = new World();
        var (code, output) = await world.Run("run", "missing.yaml");

        Assert.True(code == 104, output);
        Assert.Contains("missing.yaml", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RefusedByASafetyLimit_Is116()
    {
        await using var world = new World(scenario: World.Scenario.Replace("get: /healthz", "get: http://example.org/", StringComparison.Ordinal));
        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 116, output);
        Assert.Contains("allowedHosts", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "small.yaml", "--no-such-option")]
    [InlineData("rnu", "small.yaml")]
    public async Task CommandLine_NotUnderstood_Is104(params string[] arguments)
    {
        await using var world = new World();
        var (code, output) = await world.Run(arguments);

        Assert.True(code == 104, output);
        Assert.False(Directory.Exists(Path.Combine(world.Folder, "reports")));
    }

    [Fact]
    public async Task Report_NoSuchRun_Is104()
    {
        await using var world = new World();
        var (code, output) = await world.Run("report", "reports/never");

        Assert.True(code == 104, output);
    }
}
