using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Harness.Journal;
using Harness.Reports;
using SkiaSharp;

namespace Harness.Tests.Reports;

/// <summary>JUnit, Markdown, CSV and the picture.</summary>
public sealed class OutputTests
{
    private static readonly Dictionary<string, SampleRun> Runs = new()
    {
        ["pass"] = SampleRun.Passing,
        ["fail"] = SampleRun.Failing,
        ["killed"] = SampleRun.Failing with { Bend = SampleOdd.Killed },
    };

    public static TheoryData<string, string, string> Cases() =>
        [.. from format in (string[])["junit", "md", "csv"] from name in Runs.Keys from culture in (string[])["", "de-DE"] where format != "csv" || name == "pass" select (format, name, culture)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_AnyCulture_IsAsBefore(string format, string name, string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var text = Pages.Of(Runs[name], format);
            var golden = Path.Combine(Folder(), $"{name}.golden.{ReportFormats.All.First(report => report.Format == format).FileName}");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, text);
            Assert.Equal(File.ReadAllText(golden), text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void JUnit_HostileText_IsXmlAndText()
    {
        var hostile = SampleHostile.Run with { Change = plan => plan with { Name = "a\u0000b ]]> \ud800 <c>" } };
        var document = XDocument.Parse(Pages.Of(hostile, "junit"));

        Assert.Contains("]]>", document.Root!.Element("testsuite")!.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', document.ToString());
    }

    [Theory]
    [InlineData("pass", 0, 0)]
    [InlineData("fail", 1, 0)]
    [InlineData("killed", 0, 1)]
    public void JUnit_WhateverCameOut_IsGreenOnlyForAPass(string name, int failures, int errors)
    {
        var suite = XDocument.Parse(Pages.Of(Runs[name], "junit")).Root!.Element("testsuite")!;
        int Count(string attribute) => int.Parse(suite.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

        Assert.Equal(failures > 0 || errors > 0, Count("failures") + Count("errors") > 0);
        Assert.True(Count("failures") >= failures && Count("errors") >= errors);
        Assert.Equal(Count("tests"), suite.Elements("testcase").Count());
        Assert.Equal(suite.Elements("testcase").Count(), suite.Elements("testcase").Select(test => test.Attribute("classname")!.Value + test.Attribute("name")!.Value).Distinct().Count());
    }

    /// <summary>A case that changes its name with its result has no history in any tool that keeps one.</summary>
    [Fact]
    public void JUnit_PassAndFail_CasesHaveTheSameNames()
    {
        static IEnumerable<string> Names(string run) => XDocument.Parse(Pages.Of(Runs[run], "junit")).Descendants("testcase").Where(test => !test.Attribute("name")!.Value.StartsWith("checks ", StringComparison.Ordinal)).Select(test => test.Attribute("name")!.Value);

        Assert.Equal(Names("pass"), Names("fail"));
        Assert.Equal("verdict", Names("fail").Last());
        Assert.Contains("exit code 112", XDocument.Parse(Pages.Of(Runs["fail"], "junit")).Descendants("failure").Last().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_NothingWasSent_AreNotJudged()
    {
        var sample = SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad };
        var cases = XDocument.Parse(Pages.Of(sample, "junit")).Descendants("testcase").Where(test => test.Attribute("classname")!.Value == "checkout.thresholds").ToList();

        Assert.Equal(6, cases.Count);
        Assert.All(cases, test => Assert.Equal("not judged: nothing was sent", test.Element("skipped")?.Value));
        Assert.Contains("| ➖ | <code>response", Pages.Of(sample, "md"), StringComparison.Ordinal);
        Assert.DoesNotContain("| ❌ |", Pages.Of(sample, "md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Rehearsal_SaysSo()
    {
        var sample = SampleRun.Passing with { WithFaults = false };

        Assert.Contains("\n\nRehearsal: no fault was injected.\n", Pages.Of(sample, "md"), StringComparison.Ordinal);
        Assert.Single(XDocument.Parse(Pages.Of(sample, "junit")).Descendants("property"), property => property.Attribute("name")!.Value == "rehearsal");
        Assert.DoesNotContain("rehearsal", Pages.Of(SampleRun.Passing, "junit"), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_HostileText_HasNoMeaning()
    {
        var text = Pages.Of(SampleHostile.Run, "md");

        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_PipesAndStars_StandAsTheyAreInTextCodeAndCommand()
    {
        const string Step = "a|b *x* & #1";
        var text = Pages.Of(SampleRun.Passing with
        {
            Change = plan => SamplePlan.WithLoad(plan, load => load with { Steps = [SamplePlan.Request(Step, "GET", "status: 200")] }) with { Thresholds = [SamplePlan.Below("response_time", 95, 500, ("step", Step))] },
            Bend = entries => entries.Select(e => e is RunStarted start ? start with { Command = "harness run a|b_c.yaml" } : e),
        }, "md");

        Assert.Contains(@"| a\|b \*x\* &amp; \#1 |", text, StringComparison.Ordinal);
        Assert.Contains(@"<code>response\_time{step:a\|b \*x\* &amp; \#1} p(95)&lt;500</code>", text, StringComparison.Ordinal);
        Assert.Contains("<pre>harness run a|b_c.yaml</pre>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("&#", text, StringComparison.Ordinal);
        Assert.DoesNotContain(@"&\#", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_EveryRow_HasAsManyFieldsAsTheHead()
    {
        var lines = Pages.Of(SampleRun.Failing, "csv").Split("\r\n");

        Assert.Equal(CsvReport.Head, lines[0]);
        Assert.All(lines[1..^1], line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Equal(100 * 3, lines.Length - 2); // ten seconds of warm-up and ninety of run, two steps and all of them
    }

    [Fact]
    public void Png_IsAPictureWithTextAndBands()
    {
        var (run, judgement) = SampleRun.Failing.Fold();
        using var file = new MemoryStream();
        new PngReport().Write(run, judgement, file);
        if (Environment.GetEnvironmentVariable("REPORT_SAMPLES") is { } folder) File.WriteAllBytes(Path.Combine(folder, "timeline.png"), file.ToArray());
        using var picture = SKBitmap.Decode(file.ToArray());
        int Of(Func<SKColor, bool> wanted) => picture.Pixels.Count(wanted);

        Assert.Equal(1200, picture.Width);
        Assert.InRange(Of(c => c is { Red: > 240, Green: > 210 and < 240, Blue: < 215 }), 20_000, 300_000); // the bands of the faults
        Assert.InRange(Of(c => c == new SKColor(0xb3, 0x30, 0x0a)), 100, 5_000); // the word Fail: with no font it would be white
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
