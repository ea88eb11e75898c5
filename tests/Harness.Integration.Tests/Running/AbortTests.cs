using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>A threshold that ends the run: from the breach to the healing of the fault, seen from outside.</summary>
public sealed class AbortTests(ITestOutputHelper output)
{
    [Fact, Trait("Safety", "case 15")]
    public async Task Run_ThresholdWithAbortOnFail_HealsWithinTwoSecondsAndEndsWith99()
    {
        var scenario = World.Scenario
            .Replace("http_reqs: [ count>190 ]", "response_time: { threshold: med<2s, window: 2s, abortOnFail: true }", StringComparison.Ordinal)
            .Replace("for: 3s, latency: { target: link, latency: 100ms }", "for: 20s, during: tolerated, latency: { target: link, latency: 3s }", StringComparison.Ordinal)
            .Replace("p(50)>=100, p(95)<2s", "max<1m", StringComparison.Ordinal)
            .Replace("duration: 10s", "duration: 30s", StringComparison.Ordinal);
        await using var world = new World(scenario: scenario);
        var (code, text) = await world.Run("run", "small.yaml");
        output.WriteLine(text);

        Assert.Equal(99, code);
        Assert.Matches(@"x response_time med<2s over 2s: .*(over by|no data is unmet).*; ended the run at 0:\d\d", text);
        var breach = TimeSpan.FromSeconds(Assert.Single(world.Summary.GetProperty("thresholds").EnumerateArray(), t => t.GetProperty("abortedAt").ValueKind != System.Text.Json.JsonValueKind.Null).GetProperty("abortedAt").GetDouble());
        var healing = Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healing).At!.Value;
        var healed = Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healed);
        output.WriteLine($"breach {breach.TotalSeconds} s, healing {healing.TotalSeconds} s, healed {healed.At!.Value.TotalSeconds} s");
        Assert.InRange(healing - breach, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.True(healed.Verified);
        Assert.Equal(StopCause.Threshold, Assert.Single(world.Journal.OfType<RunStopping>()).Cause);
        world.AssertNothingIsLeft();
    }
}
