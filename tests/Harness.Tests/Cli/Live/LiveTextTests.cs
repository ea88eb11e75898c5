using System.Globalization;
using System.Runtime.CompilerServices;
using Harness.Checks;
using Harness.Cli.Live;
using Harness.Journal;
using Harness.Plans;
using Harness.Tests.Reports;

namespace Harness.Tests.Cli.Live;

public sealed class LiveTextTests
{
    /// <summary>The failing sample run as it is shown at a second.</summary>
    private static LiveView At(int second, Func<Plan, Plan>? change = null)
    {
        var sample = SampleRun.Failing with { Change = change ?? (plan => plan) };
        var fold = new RunFold((change ?? (plan => plan))(SamplePlan.Checkout(resilient: false)));
        var live = new LiveFold(fold);
        foreach (var entry in sample.Entries())
        {
            fold.Consume(entry);
            live.Consume(entry);
            if (entry is SecondClosed closed && closed.Second == second - 1) break;
        }
        return live.View!;
    }

    private static string Text(LiveView view, int width, int height = 40, bool isUnicode = true, double now = 0) =>
        string.Join('\n', new LiveText(width, height, isUnicode).Draw(view, view.Closed + TimeSpan.FromSeconds(now)).Select(line => string.Concat(line.Select(span => span.Text)).TrimEnd())) + "\n";

    /// <summary>What people see must change on purpose; UPDATE_GOLDEN=1 writes the file anew.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Draw_MomentsOfARun_AreAsBefore(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            (string What, string Text)[] moments =
            [
                ("warm-up, 80 columns", Text(At(-5), 80)), ("before the first fault, 80 columns", Text(At(20), 80)), ("a fault is on, 80 columns", Text(At(41), 80, now: 0.4)),
                ("a fault is on, 200 columns", Text(At(41), 200)), ("a fault is on, 60 columns", Text(At(41), 60)), ("a fault is on, ASCII", Text(At(41), 100, isUnicode: false)),
                ("a breach after it, 120 columns", Text(At(63), 120)), ("the end, 80 columns", Text(At(90), 80)),
            ];
            var text = string.Concat(moments.Select(moment => $"--- {moment.What}\n{moment.Text}\n"));
            var golden = Path.Combine(Folder(), "live.golden.txt");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, text);
            Assert.Equal(File.ReadAllText(golden), text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(40, 8)]
    [InlineData(80, 12)]
    [InlineData(200, 24)]
    public void Draw_AnySize_Fits(int width, int height)
    {
        var view = At(41, plan => SamplePlan.WithLoad(plan, load => load with { Steps = [.. Enumerable.Range(1, 60).Select(i => SamplePlan.Request($"a step with a rather long name, number {i}", "GET", "status: 200"))] }));
        var lines = new LiveText(width, height, isUnicode: true).Draw(view, view.Closed);

        Assert.InRange(lines.Count, 1, height);
        Assert.All(lines, line => Assert.InRange(line.Sum(span => span.Text.Length), 0, width));
    }

    [Fact]
    public void Draw_LowTerminal_ShowsAStepThatFailsAndALimitThatIsBroken()
    {
        var text = Text(At(63), 80, height: 10);

        Assert.Contains("failed 14.5%", text, StringComparison.Ordinal);
        Assert.Contains("[no] response_time p(95)<500", text, StringComparison.Ordinal);
        Assert.Contains("q stop and heal", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_WideLetters_TakeTwoColumnsEach()
    {
        var view = At(41, plan => SamplePlan.WithLoad(plan, load => load with { Steps = [SamplePlan.Request("商品を一覧表示する", "GET", "status: 200"), .. load.Steps] }));
        var lines = new LiveText(80, 24, isUnicode: true).Draw(view, view.Closed);

        Assert.All(lines, line => Assert.InRange(Cells.Of(string.Concat(line.Select(span => span.Text))), 0, 80));
        var columns = lines.Select(line => string.Concat(line.Select(span => span.Text))).Where(line => line.Contains("p50", StringComparison.Ordinal)).Select(line => Cells.Of(line[..line.IndexOf("p50", StringComparison.Ordinal)]));
        Assert.Single(columns.Distinct());
    }

    [Fact]
    public void Consume_FaultChanges_IsSeenBeforeTheNextClose()
    {
        var fold = new RunFold(SamplePlan.Checkout(resilient: false));
        var live = new LiveFold(fold);
        var seen = new List<FaultState>();
        foreach (var entry in SampleRun.Failing.Entries())
        {
            fold.Consume(entry);
            live.Consume(entry);
            if (entry is FaultChanged { Fault: "slow-payments" } && live.View is { } view) seen.Add(view.Faults.First(f => f.Fault.Name == "slow-payments").State);
        }
        Assert.Equal([FaultState.Injecting, FaultState.Active, FaultState.Healing, FaultState.Healed], seen);
    }

    [Fact]
    public void Draw_StopConditions_AreLightsOfTheirOwn()
    {
        Assert.Contains("stop      [ok] too-many-errors 0% <20%   [..] alive no data", Text(At(41, SampleRun.Stopped.Change), 80), StringComparison.Ordinal);
        Assert.Contains("stop      [no] too-many-errors 48.3% <20%", Text(At(64, SampleRun.Stopped.Change), 80), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_Ascii_HasNoOtherLetter() => Assert.DoesNotContain(Text(At(41), 120, isUnicode: false), c => c > 0xff && c != '−');

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
