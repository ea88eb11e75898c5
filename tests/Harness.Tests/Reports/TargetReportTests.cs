using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Journal;
using Harness.Reports;

namespace Harness.Tests.Reports;

/// <summary>What reports say of the targets' use.</summary>
public sealed partial class TargetReportTests
{
    private static readonly string Page = Pages.Of(SampleTargets.Run);

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Html_AnyCulture_TimelineAsBefore(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var timeline = Pages.Section(Pages.Of(SampleTargets.Run), "timeline");
            // From the first sentence about targets on; the paths of the charts are ScottPlot's.
            var text = Paths().Replace(timeline[timeline.IndexOf("<p class=\"say\">", StringComparison.Ordinal)..], "").Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
            var golden = Path.Combine(Folder(), "targets.golden.html");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, text);
            Assert.Equal(File.ReadAllText(golden), text);
            if (Environment.GetEnvironmentVariable("REPORT_SAMPLES") is { Length: > 0 } folder)
            {
                File.WriteAllText(Path.Combine(folder, "targets.html"), Page);
                File.WriteAllText(Path.Combine(folder, "targets-many.html"), Pages.Of(SampleTargets.Many));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Html_NoFrames_SaysNothingOfTargets()
    {
        var timeline = Pages.Section(Pages.Fail, "timeline");
        Assert.DoesNotContain("data-use", timeline, StringComparison.Ordinal);
        Assert.DoesNotContain("of targets", timeline, StringComparison.Ordinal);
        Assert.DoesNotContain("\"use\"", timeline, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_Frames_LeadNamesTheBusiestWithItsLimitAndFault() =>
        Assert.Contains("The busiest target was shop-1: 0.92 of 1 core at 0:42, during slow-payments.", Page.Replace("&#xA0;", " ", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Html_MoreInstancesThanLines_RestIsOneLineAndAllAreInTheTable()
    {
        var page = Pages.Section(Pages.Of(SampleTargets.Many), "timeline");
        Assert.Contains("5 others, added up", page, StringComparison.Ordinal);
        Assert.Equal(9, Names().Count(page[page.IndexOf("\"use\"", StringComparison.Ordinal)..page.IndexOf("\"phases\"", StringComparison.Ordinal)]));
        Assert.All(Enumerable.Range(1, 10), i => Assert.Contains($"<th scope=\"row\">checkout-worker-{i}</th>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Html_SignalsLost_SaysSoAndFromWhen()
    {
        var run = SampleRun.Failing with { Bend = entries => SampleTargets.With(entries, SampleTargets.Three).TakeWhile(e => e is not TargetFrame { Second: 12 }).Append(new SignalsLost("containers", "the engine is gone.") { At = TimeSpan.FromSeconds(12.1) }) };
        Assert.Contains("The use of containers was not seen from 0:12 on: the engine is gone.", Pages.Of(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_OnlyTheWarmUp_IsDrawnWithoutASentence()
    {
        var page = Pages.Of(SampleRun.Failing with { Bend = entries => SampleOdd.StoppedInWarmUp(SampleTargets.With(entries, SampleTargets.Three)) });
        Assert.Contains("CPU of targets, in cores: nothing was measured after the warm-up.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"say\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_Frames_ARowForEverySecondAndInstance()
    {
        var report = new TargetsCsvReport();
        var (run, judgement) = SampleTargets.Run.Fold();
        using var file = new MemoryStream();
        report.Write(run, judgement, file);
        var lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split("\r\n");

        Assert.True(report.IsOf(run));
        Assert.False(report.IsOf(SampleRun.Failing.Fold().Run));
        Assert.Equal(TargetsCsvReport.Head, lines[0]);
        Assert.Equal(100 * 3, lines.Length - 2);
        Assert.All(lines[1..^1], line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Contains("61,shop-1,shop-1,stopped,0,1,0,268435456,0,0,,,lose-an-instance", lines);
    }

    [Fact]
    public void Json_Frames_HighestMeanAndSumsAfterTheWarmUp()
    {
        var targets = JsonDocument.Parse(Pages.Of(SampleTargets.Run, "json")).RootElement.GetProperty("targets");
        var shop = targets[0];

        Assert.Equal(["shop-1", "shop-2", "payments"], targets.EnumerateArray().Select(target => target.GetProperty("instance").GetString()!));
        Assert.Equal(1, shop.GetProperty("cpuLimit").GetDouble());
        Assert.InRange(shop.GetProperty("cpuMax").GetDouble(), 0.9, 1);
        Assert.Equal(90, shop.GetProperty("seconds").GetInt32());
        Assert.Equal(5, shop.GetProperty("secondsStopped").GetInt32());
        Assert.Equal(JsonValueKind.Null, shop.GetProperty("diskRead").ValueKind);
        Assert.Equal(0, targets[2].GetProperty("diskRead").GetInt64());
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(" d=\"[^\"]*\"")]
    private static partial Regex Paths();

    [GeneratedRegex("\"name\"")]
    private static partial Regex Names();
}
