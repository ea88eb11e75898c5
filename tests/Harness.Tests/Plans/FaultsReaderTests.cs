namespace Harness.Tests.Plans;

public sealed class FaultsReaderTests
{
    [Theory]
    [InlineData("name: slow", "name: baseline", "s.yaml:21:13: faults.name is 'baseline'; a phase of every run is called so; give the fault another name")]
    [InlineData("name: dead", "name: slow", "s.yaml:22:13: a second fault is called 'slow'; give it a name of its own")]
    [InlineData("latency: { target: link, latency: 200ms }", "latncy: {}", "s.yaml:21:38: unknown key 'latncy' in faults; did you mean 'latency'?")]
    [InlineData(", latency: { target: link, latency: 200ms }", "", "s.yaml:21:5: a fault needs one of latency, bandwidth, reset, timeout, down, partition, slicer, limit-data, slow-close, http-status, http-latency, kill, stop, restart, pause, limit, stress, fill-disk, clock, dns, command, call, disconnect, exec")]
    [InlineData("target: link, ", "target: shop, ", "s.yaml:21:57: 'shop' is a target, but a connection can be broken only where it goes through a proxy; there are link, quiet")]
    [InlineData("latency: 200ms }", "latency: 200ms, jitter: 300ms }", "s.yaml:21:87: faults.latency.jitter is '300ms'; it is at most the latency, 200ms: nothing arrives before it was sent")]
    [InlineData("latency: 200ms }", "latency: 200ms, toxicity: 0 }", "s.yaml:21:89: faults.latency.toxicity is '0'; it is a share above 0 and up to 1: 0.3 is 30%")]
    [InlineData("latency: 200ms }", "latency: 200ms, toxicity: 30% }", "s.yaml:21:89: faults.latency.toxicity is '30%'; it is a share above 0 and up to 1: 0.3 is 30%")]
    [InlineData("target: shop-1,", "target: shop,", "s.yaml:22:44: 'shop' has no process and no container in harness.json, and faults.kill acts on a process or a container; there are shop-1, calm")]
    [InlineData("target: shop-1,", "target: link,", "s.yaml:22:44: 'link' is a proxy, and faults.kill acts on a process or a container; there are shop-1, calm")]
    [InlineData("target: shop-1,", "target: shop-11,", "s.yaml:22:44: no target is called 'shop-11' in harness.json; did you mean 'shop-1'?")]
    [InlineData("at: 15s, for: 12s", "at: 4s, for: 12s", "s.yaml:21:23: slow begins at 4s, before the steady state was seen over a whole window; begin at 5s or later")]
    [InlineData("at: 37s, kill", "at: 37s, for: 5s, kill", "s.yaml:22:33: a kill takes no 'for'; say in kill how it ends")]
    [InlineData("at: 37s, kill", "at: 90s, kill", "s.yaml:22:23: faults.at is '90s'; load ends at 1m30s; a fault begins before that")]
    [InlineData("at: 37s, kill", "at: 36s, kill", "s.yaml:22:23: dead begins at 36s, but slow lasts until 27s and may take 10s to recover from; begin at 37s or later, or say overlap: true")]
    [InlineData("for: 12s, ", "", "s.yaml:22:23: dead begins at 37s, but slow lasts until the run ends; end it, or say overlap: true at dead")]
    [InlineData("for: 12s, ", "for: 12s, during: ignored, ", "s.yaml:21:46: faults.during is 'ignored'; there is only tolerated")]
    [InlineData("target: link, ", "target: quiet, ", "s.yaml:21:57: 'quiet' may not be broken: it has not opted in; add \"chaos\": true to \"quiet\" under \"proxies\" in harness.json")]
    [InlineData("target: shop-1,", "target: calm,", "s.yaml:22:44: 'calm' may not be broken: it has not opted in; add \"chaos\": true to \"calm\" under \"targets\" in harness.json")]
    public void Read_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Fact]
    public void Read_OverlapSaid_IsAllowed() => Assert.Equal(2, Sample.Plan("at: 37s, kill", "at: 20s, overlap: true, kill").Faults.Count);

    [Fact]
    public void Read_NoHypothesis_AddsNoRecovery()
    {
        var scenario = Sample.Scenario.Remove(Sample.Scenario.IndexOf("hypothesis", StringComparison.Ordinal), Sample.Scenario.IndexOf("faults:", StringComparison.Ordinal) - Sample.Scenario.IndexOf("hypothesis", StringComparison.Ordinal));
        Assert.Equal("", Sample.Text(Sample.Read(scenario.Replace("at: 37s", "at: 27s", StringComparison.Ordinal))));
        Assert.Contains("dead begins at 26s, but slow lasts until 27s; begin at 27s", Sample.Text(Sample.Read(scenario.Replace("at: 37s", "at: 26s", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrittenOutOfOrder_AreOrderedByTime() => Assert.Equal(
        ["A dead", "B slow"], Sample.Plan("at: 37s, kill: { target: shop-1, restartAfter: 5s }", "at: 5s, kill: { target: shop-1, restartAfter: 0s }").Faults.Select(fault => $"{fault.Letter} {fault.Name}"));

    [Theory]
    [InlineData("latency: 200ms", "latency: 200ms, jitter: 50ms, toxicity: 0.5", "+200 ms ± 50 ms on half of the connections of link", "remove the toxic slow from link")]
    [InlineData("latency: 200ms", "latency: 1.5s", "+1.5 s on all connections of link", "remove the toxic slow from link")]
    [InlineData("latency: { target: link, latency: 200ms }", "reset: { target: link, toxicity: 0.3 }", "30% of the connections of link are reset", "remove the toxic slow from link")]
    [InlineData("latency: { target: link, latency: 200ms }", "reset: { target: link, timeout: 2s }", "all connections of link are reset after 2 s", "remove the toxic slow from link")]
    public void Description_OfAProxyFault_IsForPeople(string old, string changed, string description, string undo)
    {
        var action = Sample.Plan(old, changed).Faults[0].Action;
        Assert.Equal((description, undo), (action.Description, action.UndoDescription));
    }

    [Theory]
    [InlineData(", restartAfter: 5s", "shop-1 killed, restarted after 5 s")]
    [InlineData("", "shop-1 killed, restarted at the end of the run")]
    public void Description_OfAKill_SaysWhenItRestarts(string restart, string description)
    {
        var fault = Sample.Plan(", restartAfter: 5s", restart).Faults[1];
        Assert.Equal(description, fault.Action.Description);
        Assert.Equal(restart.Length == 0 ? null : TimeSpan.FromSeconds(42), fault.Until);
    }

    [Fact]
    public void Read_LongerThanAllowed_IsRefused()
    {
        var reading = Sample.Read(Sample.Scenario, Sample.Settings.TrimEnd()[..^1] + """, "safety": { "maxFaultDuration": "10s" } }""");
        Assert.Equal("s.yaml:21:33: slow lasts 12s, longer than safety.maxFaultDuration in harness.json (10s); shorten it", Sample.Text(reading));
        Assert.True(reading.Problems[0].IsRefusal);
    }

    [Fact]
    public void Read_EndsAfterTheLoad_IsWarnedOf() => Assert.Contains(
        "dead would last until 1m31s, but load ends at 1m30s; it is healed then",
        Assert.Single(Sample.Read(Sample.Scenario.Replace("at: 37s", "at: 86s", StringComparison.Ordinal)).Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_KillOfATargetWithoutHealth_SaysWhatToAdd() => Assert.Equal(
        "s.yaml:22:44: 'shop-1' has no health in harness.json, so nobody could tell when it is back; add \"health\": \"/healthz\" or the like",
        Sample.ProblemsWithSettings("\"chaos\": true, \"health\": \"/healthz\" }", "\"chaos\": true }"));

    [Fact]
    public void Read_FaultThatEndsWithTheLoad_WarnsThatNoRecoveryCanBeSeen() => Assert.Contains(
        "dead ends at 1m28s and load at 1m30s", string.Join('\n', Sample.Read(Sample.Scenario.Replace("at: 37s", "at: 83s", StringComparison.Ordinal)).Warnings), StringComparison.Ordinal);
}
