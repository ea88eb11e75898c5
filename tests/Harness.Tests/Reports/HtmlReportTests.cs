using System.Diagnostics;
using System.Text.RegularExpressions;
using Harness.Checks;
using Harness.Journal;
using Harness.Plans;
using Harness.Reports;

namespace Harness.Tests.Reports;

public sealed partial class HtmlReportTests(ITestOutputHelper output)
{
    private static readonly string[] Ids = ["timeline", "hypothesis", "impact", "validity", "thresholds", "steps", "distribution", "heatmap", "errors", "environment"];

    /// <summary>Everything that can be different about a run, each with a word or two that its page must say.</summary>
    public static TheoryData<string, string> OddRuns => new(
        Odd.Select(odd => (odd.Key, odd.Value.Says)));

    private static Dictionary<string, (SampleRun Run, string Says)> Odd { get; } = new()
    {
        ["no hypothesis"] = (Plan(p => p with { Hypothesis = null }), "states no hypothesis"),
        ["no faults"] = (Plan(p => p with { Faults = [] }), "The scenario has no faults."),
        ["no thresholds"] = (Plan(p => p with { Thresholds = [] }), "The scenario has no thresholds."),
        ["nothing asked"] = (Plan(p => p with { Thresholds = [], Hypothesis = null, Faults = [] }), "The scenario has no thresholds."),
        ["stopped before load"] = (SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad }, "Nothing was sent."),
        ["stopped in the warm-up"] = (SampleRun.Passing with { Bend = SampleOdd.StoppedInWarmUp }, "Only the warm-up was sent"),
        ["zero requests"] = (SampleRun.Passing with { Bend = SampleOdd.WithoutRequests }, "No request was counted after the warm-up."),
        ["killed"] = (SampleRun.Failing with { Bend = SampleOdd.Killed }, "The run was killed:"),
        ["aborted half-way"] = (SampleRun.Failing with { Bend = SampleOdd.Aborted }, "The run ended at 0:41 of 1:30."),
        ["stopped by a condition"] = (SampleRun.Stopped, "ended the run at 1:02; healing began 12 ms later"),
        ["rehearsal"] = (SampleRun.Passing with { WithFaults = false }, "A rehearsal: no fault was injected. Thresholds on the phase of a fault were left out."),
        ["rehearsal of a scenario without faults"] = (SampleRun.Passing with { WithFaults = false, Change = p => p with { Faults = [] } }, "none: a rehearsal"),
        ["skipped"] = (SampleRun.Failing with { Bend = SampleOdd.Skipped }, "Skipped: fast was 1,200 ms."),
        ["stuck"] = (SampleRun.Failing with { Bend = SampleOdd.Ends(FaultState.Stuck, "the toxic is still there") }, "Could not be undone: the toxic is still there."),
        ["lost"] = (SampleRun.Failing with { Bend = SampleOdd.Ends(FaultState.Lost, "the proxy is gone") }, "Lost at 0:50: the proxy is gone."),
        ["closed"] = (Plan(p => SamplePlan.WithLoad(p, load => load with { Executor = Executor.RampingVUs })), "Its load is closed"),
        ["one step"] = (Plan(p => SamplePlan.WithLoad(p, load => load with { Steps = [load.Steps[2]] })), "Response time of pay, ms, log scale"),
        ["no warm-up, no commit, no entry at all"] = (Plan(p => SamplePlan.WithLoad(p, load => load with { WarmUp = TimeSpan.Zero })) with { Bend = _ => [] }, "nothing is known of where this ran"),
        ["tolerated"] = (SampleRun.Failing with { Change = p => p with { Faults = [.. p.Faults.Select(f => f with { ToleratedDuring = true })] } }, "broken, and tolerated here"),
        ["every request failed"] = (SampleRun.Passing with { Bend = entries => entries.Select(e => e is StepFrame f ? f with { RequestsFailed = f.Steps, Outcomes = new Dictionary<string, int> { ["refused"] = f.Steps }, ResponseTime = [] } : e) }, "No request was answered"),
        ["a fault from the start"] = (Plan(p => p with { Faults = [p.Faults[0] with { At = TimeSpan.Zero }] }), "There was no baseline to compare with: p95 was "),
        ["nothing was ever accepted"] = (SampleRun.Failing with { Bend = entries => entries.Select(e => e is StepFrame f ? f with { RequestsFailed = f.Steps, Outcomes = new Dictionary<string, int> { ["refused"] = f.Steps }, ResponseTime = [] } : e) }, "There was no baseline to compare with: no request was answered during slow-payments, and "),
    };

    [Fact]
    public void Write_SeveralLoads_PlannedRequestsAreOfEachLoadItsOwn()
    {
        // 60 iterations of two requests a second, and 60 of one beside them.
        var run = SampleRun.Passing with
        {
            Change = plan => plan with { Loads = [plan.Loads[0], plan.Loads[0] with { Name = "beside", Steps = [SamplePlan.Request("search", "GET", "status: 200")] }] },
            Bend = entries => entries.SelectMany(e => e is LoadFrame frame ? (Entry[])[frame, frame with { Load = "beside" }] : [e]),
        };

        Assert.Contains(">planned 180.0/s<", Pages.Section(Pages.Of(run), "impact"), StringComparison.Ordinal);
        Assert.Contains(">planned 120.0/s<", Pages.Section(Pages.Pass, "impact"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SeveralThresholdsFailed_AreOneReasonWithTheWorst()
    {
        var run = SampleRun.Failing with { Change = plan => plan with { Thresholds = [SamplePlan.Below("response_time", 95, 3), SamplePlan.Below("response_time", 95, 1), SamplePlan.Below("response_time", 95, 2), SamplePlan.Below("response_time", 95, 50_000)] } };
        var verdict = Pages.Verdict(Pages.Of(run)).Replace("&#xA0;", " ", StringComparison.Ordinal);

        Assert.Contains("<a href=\"#thresholds\">3 of 4 thresholds failed.</a> The worst: response_time p(95)&lt;1: ", verdict, StringComparison.Ordinal);
        Assert.Single(HtmlReportTests.Thresholds().Matches(verdict));
    }

    [Fact]
    public void Validity_AnyRun_NamesThePhaseWithFewestSamplesAndTheLargestLag()
    {
        var section = Pages.Section(Pages.Fail, "validity").Replace("&#xA0;", " ", StringComparison.Ordinal);

        Assert.Contains("fewest samples in a phase<small>lose-an-instance; not judged</small>", section, StringComparison.Ordinal);
        Assert.Contains(">≥ 100<", section, StringComparison.Ordinal);
        Assert.Matches(@"largest [\d.]+ ms at \d:\d\d<", section);
    }

    [Fact]
    public void Steps_TooManyForTheTable_SaysWhatIsLeftOut()
    {
        static string Of(int steps)
        {
            // Frames of the two steps that there always are; the others were never reached.
            var run = new RunFold(SamplePlan.WithLoad(SamplePlan.Checkout(resilient: true), load => load with { Steps = [.. load.Steps, .. Enumerable.Range(3, steps - 2).Select(i => SamplePlan.Request($"step {i}", "GET", "status: 200"))] }));
            foreach (var entry in SampleRun.Passing.Entries()) run.Consume(entry);
            return Pages.Section(Pages.Of(run, Judgement.Of(run), "html"), "steps");
        }

        Assert.DoesNotContain("class=\"note\"", Of(20), StringComparison.Ordinal);
        Assert.Contains("Only the first 200 steps have a line over time.", Of(201), StringComparison.Ordinal);
        Assert.Contains("Phases are left out", Of(501), StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"#thresholds\"")]
    private static partial Regex Thresholds();

    private static SampleRun Plan(Func<Plan, Plan> change) => SampleRun.Passing with { Change = change };

    [Fact]
    public void Write_AnyRun_MakesNoRequests()
    {
        var page = Pages.Fail;
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv=\"refresh", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_PassAndFail_EverySectionOnceInOrderWithALead()
    {
        foreach (var page in new[] { Pages.Pass, Pages.Fail })
        {
            Assert.Equal(Ids, SectionIds().Matches(page).Select(m => m.Groups[1].Value));
            foreach (var id in Ids) Assert.Matches(Lead(), Pages.Section(page, id));
        }
    }

    [Fact]
    public void Write_Fail_ContentsMarkWhatFailed()
    {
        var page = Pages.Fail;
        var contents = page[page.IndexOf("<nav", StringComparison.Ordinal)..page.IndexOf("</nav>", StringComparison.Ordinal)];
        Assert.Equal(["verdict", "hypothesis", "thresholds"], contents.Split("<li>").Where(item => item.Contains("failed here", StringComparison.Ordinal)).Select(item => item.Split('"')[1].TrimStart('#')));
    }

    [Theory]
    [MemberData(nameof(OddRuns))]
    public void Write_OddRun_SaysSoAndKeepsEverySection(string name, string says)
    {
        var page = Pages.Of(Odd[name].Run);
        Assert.Contains(says, page.Replace("&#xA0;", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(Ids, SectionIds().Matches(page).Select(m => m.Groups[1].Value));
        foreach (var id in Ids) Assert.Matches(Lead(), Pages.Section(page, id));
        Assert.DoesNotContain("NaN", Style().Replace(page, ""), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SameRunTwice_SameBytes() => Assert.Equal(Pages.Fail, Pages.Of(SampleRun.Failing));

    [Fact]
    public void Write_OneHour_FileStaysSmall()
    {
        var hour = SampleRun.Passing with
        {
            WithFaults = false,
            Change = p => SamplePlan.WithLoad(p, load => load with { Stages = [.. load.Stages, SamplePlan.Stage("4", 3600, 60)] }),
            Bend = entries => Enumerable.Range(0, 40).SelectMany(i => entries.Where(e => i == 0 || e is StepFrame or LoadFrame or SecondClosed).Select(e => e switch
            {
                StepFrame frame => frame with { Second = frame.Second + i * 100 },
                LoadFrame frame => frame with { Second = frame.Second + i * 100, At = frame.At + TimeSpan.FromSeconds(i * 100) },
                SecondClosed closed => closed with { Second = closed.Second + i * 100, At = closed.At + TimeSpan.FromSeconds(i * 100) },
                _ => e,
            })),
        };
        var page = Pages.Of(hour);
        Assert.InRange(page.Length, 50_000, 400_000);
        Assert.Contains("A point is 7 s", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FortySteps_TwentyChartsAndAllInTheTable()
    {
        var (run, judgement) = (SampleRun.Failing with { Change = p => SamplePlan.WithLoad(p, load => load with { Steps = [.. Enumerable.Range(1, 40).Select(i => SamplePlan.Request($"step {i}", "GET", "status: 200"))] }) }).Fold();
        var watch = Stopwatch.StartNew();
        var page = Pages.Of(run, judgement, "html");
        output.WriteLine($"{page.Length} characters in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(21, Charts().Count(page));
        Assert.All(Enumerable.Range(1, 40), i => Assert.Contains($"<th scope=\"row\">step {i}</th>", page, StringComparison.Ordinal));
        Assert.InRange(page.Length, 100_000, 600_000);
    }

    [Fact]
    public void Write_TypicalRun_SmallAndQuick()
    {
        var (run, judgement) = SampleRun.Failing.Fold();
        using var file = new MemoryStream();
        new HtmlReport().Write(run, judgement, file);
        file.SetLength(0);
        var watch = Stopwatch.StartNew();
        new HtmlReport().Write(run, judgement, file);
        output.WriteLine($"{file.Length} bytes in {watch.ElapsedMilliseconds} ms");
        Assert.InRange(file.Length, 40_000, 150_000);
        if (Environment.GetEnvironmentVariable("REPORT_SAMPLES") is { Length: > 0 } folder) Samples(folder);
    }

    /// <summary>To look at them: REPORT_SAMPLES is a folder.</summary>
    private static void Samples(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "pass.html"), Pages.Of(SampleRun.Passing));
        File.WriteAllText(Path.Combine(folder, "fail.html"), Pages.Of(SampleRun.Failing));
        File.WriteAllText(Path.Combine(folder, "hostile.html"), Pages.Of(SampleHostile.Run));
        File.WriteAllText(Path.Combine(folder, "summary.json"), Pages.Of(SampleRun.Failing, "json"));
        foreach (var (name, odd) in Odd) File.WriteAllText(Path.Combine(folder, name.Replace(' ', '-') + ".html"), Pages.Of(odd.Run));
    }

    [GeneratedRegex("<section id=\"([a-z]+)\"")]
    private static partial Regex SectionIds();

    [GeneratedRegex("<p class=\"lead\">.{10,}?[.!?]</p>")]
    private static partial Regex Lead();

    [GeneratedRegex("class=\"area lat s")]
    private static partial Regex Charts();

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
