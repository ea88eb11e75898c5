using Harness.Cli;
using Harness.Tests.Plans;

namespace Harness.Tests.Cli;

public sealed class TimelineTests
{
    [Fact]
    public void Write_StopConditions_AreListedWithWhatEndsTheRun()
    {
        var plan = Sample.Plan("faults:", "stopConditions:\n  - { name: alive, http: /healthz, expect: { status: 200 } }\n  - { name: too-many-errors, metric: http_req_failed, expect: rate<0.5, window: 3s, noData: 5s }\nfaults:");
        using var output = new StringWriter { NewLine = "\n" };
        Timeline.Write(plan, withFaults: true, [], output);
        var text = output.ToString().Replace('\u00a0', ' ');

        Assert.Contains("  stop         alive            unless GET /healthz is 200, or after 10 s without data: faults are healed, and the run ends (108)\n", text, StringComparison.Ordinal);
        Assert.Contains("  stop         too-many-errors  unless http_req_failed rate < 50% over 3 s, or after 5 s without data: faults are healed", text, StringComparison.Ordinal);
    }
}
