using System.Text.Json;
using System.Xml.Linq;

namespace Harness.Tests.Reports;

/// <summary>A run that a stop condition ended, in every format that people and scripts read.</summary>
public sealed class StopConditionReportTests
{
    [Fact]
    public void Html_ListsEveryConditionWithItsWorst()
    {
        var section = Pages.Section(Pages.Of(SampleRun.Stopped), "hypothesis");

        Assert.Contains("http_req_failed rate &lt; 20% over 3 s", section, StringComparison.Ordinal);
        Assert.Contains("GET /healthz is 200", section, StringComparison.Ordinal);
        Assert.Contains("no data", section, StringComparison.Ordinal);
        Assert.DoesNotContain("Stop conditions", Pages.Fail, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_NoHypothesis_ListsThemAllTheSame() =>
        Assert.Contains("<h3>Stop conditions</h3>", Pages.Section(Pages.Of(SampleRun.Stopped with { Change = plan => SampleRun.Stopped.Change(plan) with { Hypothesis = null } }), "hypothesis"), StringComparison.Ordinal);

    [Fact]
    public void Json_HasTheConditionsAndTheStop()
    {
        var summary = JsonDocument.Parse(Pages.Of(SampleRun.Stopped, "json")).RootElement;
        var stop = summary.GetProperty("stop");

        Assert.Equal(108, summary.GetProperty("exitCode").GetInt32());
        Assert.Equal(("condition", "too-many-errors"), (stop.GetProperty("cause").GetString(), stop.GetProperty("condition").GetString()));
        Assert.Equal((62, 62.003, 62.012), (stop.GetProperty("breach").GetDouble(), stop.GetProperty("at").GetDouble(), stop.GetProperty("healingBegan").GetDouble()));
        Assert.Equal([false, null], summary.GetProperty("stopConditions").EnumerateArray().Select(one => one.GetProperty("held")).Select(held => held.ValueKind == JsonValueKind.Null ? (bool?)null : held.GetBoolean()));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(Pages.Of(SampleRun.Failing, "json")).RootElement.GetProperty("stop").ValueKind);
    }

    [Fact]
    public void JUnit_HasACaseForEachCondition()
    {
        var cases = XDocument.Parse(Pages.Of(SampleRun.Stopped, "junit")).Descendants("testcase").Where(test => test.Attribute("classname")!.Value == "checkout.stop").ToList();

        Assert.Equal(["too-many-errors", "alive"], cases.Select(test => test.Attribute("name")!.Value));
        Assert.StartsWith("too-many-errors: http_req_failed rate was ", cases[0].Element("failure")!.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.NotNull(cases[1].Element("skipped"));
    }

    [Fact]
    public void Markdown_HasATableOfThem()
    {
        var text = Pages.Of(SampleRun.Stopped, "md");

        Assert.Contains("**A stop condition ended the run:**", text, StringComparison.Ordinal);
        Assert.Contains("### Stop conditions", text, StringComparison.Ordinal);
        Assert.Contains("| ❌ | too-many-errors |", text, StringComparison.Ordinal);
    }
}
