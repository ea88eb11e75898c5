using System.Globalization;
using System.Text.Json;
using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>A stop condition that ends a real run: from the breach to the healing of the fault, seen from outside.</summary>
public sealed class StopConditionTests(ITestOutputHelper output)
{
    [Fact, Trait("Safety", "case 15")]
    public async Task Run_StopConditionBroken_HealsWithinTwoSecondsAndEndsWith108()
    {
        var scenario = World.Scenario
            .Replace("faults:", """
                stopConditions:
                  - { name: too-slow, metric: response_time, expect: med<2s, window: 2s }
                  - { name: alive, http: 'http://127.0.0.1:5999/healthz', expect: { status: 200 } }
                faults:
                """, StringComparison.Ordinal)
            .Replace("for: 3s, latency: { target: link, latency: 100ms }", "for: 20s, during: tolerated, latency: { target: link, latency: 3s }", StringComparison.Ordinal)
            .Replace("p(50)>=100, p(95)<2s", "max<1m", StringComparison.Ordinal)
            .Replace("duration: 10s", "duration: 30s", StringComparison.Ordinal);
        await using var world = new World(scenario: scenario);
        // Past the link, and so past the fault.
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "small.yaml"), scenario.Replace("5999", world.ProgramPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (code, text) = await world.Run("run", "small.yaml");
        output.WriteLine(text);

        Assert.Equal(108, code);
        Assert.Matches(@"x A stop condition ended the run: too-slow: response_time med was .* over 2 s at 0:\d\d, .* over the 2,000\sms allowed; healing began [\d,.]+\sms later\.", text);
        var stopping = Assert.Single(world.Journal.OfType<RunStopping>());
        var healing = Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healing).At!.Value;
        var healed = Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healed);
        var stop = world.Summary.GetProperty("stop");
        var breach = TimeSpan.FromSeconds(stop.GetProperty("breach").GetDouble());
        output.WriteLine($"breach {breach.TotalSeconds} s, stopping {stopping.At!.Value.TotalSeconds} s, healing {healing.TotalSeconds} s, healed {healed.At!.Value.TotalSeconds} s");
        Assert.Equal(StopCause.Condition, stopping.Cause);
        Assert.Equal("too-slow", stop.GetProperty("condition").GetString());
        Assert.Equal(healing.TotalSeconds, stop.GetProperty("healingBegan").GetDouble(), 3);
        Assert.InRange(healing - breach, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.True(healed.Verified);
        // A condition that asks a URL is asked like a probe of the hypothesis, and answers beside it.
        Assert.Contains(world.Journal.OfType<ProbeAnswered>(), answer => answer is { Probe: "alive", Met: true });
        Assert.Equal(JsonValueKind.True, world.Summary.GetProperty("stopConditions")[1].GetProperty("held").ValueKind);
        world.AssertNothingIsLeft();
    }
}
