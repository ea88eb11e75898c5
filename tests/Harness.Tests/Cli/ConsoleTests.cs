using System.Globalization;
using System.Runtime.CompilerServices;
using Harness.Cli;
using Harness.Tests.Reports;

namespace Harness.Tests.Cli;

/// <summary>A run as a CI log shows it: the plain lines and the end.</summary>
public sealed class ConsoleTests
{
    [Theory]
    [InlineData("pass", "")]
    [InlineData("pass", "de-DE")]
    [InlineData("fail", "")]
    [InlineData("fail", "de-DE")]
    public void Lines_OfARun_AreAsBefore(string name, string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var sample = name == "pass" ? SampleRun.Passing : SampleRun.Failing;
            using var output = new StringWriter { NewLine = "\n" };
            var (run, judgement) = sample.Fold();
            var log = new ProgressLog(run.Plan, output);
            foreach (var entry in sample.Entries()) log.Consume(entry);
            Summary.Write(run, judgement, "reports/20261123-020006-checkout/report.html", judgement.Verdict.ExitCode, output);
            var golden = Path.Combine(Folder(), $"{name}.golden.txt");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, output.ToString());
            Assert.Equal(File.ReadAllText(golden), output.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void End_MoreThresholdsThanFit_FailedOnesComeFirst()
    {
        var holding = SamplePlan.Below("response_time", 95, 50_000);
        var text = End(SampleRun.Passing with { Change = plan => plan with { Thresholds = [.. Enumerable.Repeat(holding, 24), SamplePlan.Below("response_time", 95, 1)] } });

        Assert.StartsWith("  x response_time p(95)<1: ", text.Split('\n')[2], StringComparison.Ordinal);
        Assert.Contains("… and 5 more thresholds in the report, none of them failed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void End_MoreFailedThresholdsThanFit_SaysHowManyFailed()
    {
        var failing = SamplePlan.Below("response_time", 95, 1);
        var text = End(SampleRun.Passing with { Change = plan => plan with { Thresholds = [SamplePlan.Below("response_time", 95, 50_000), .. Enumerable.Repeat(failing, 24)] } });

        Assert.Contains("… and 5 more thresholds in the report, 4 of them failed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void End_NothingWasSent_NoThresholdIsSaidToHaveFailed()
    {
        var text = End(SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad });

        Assert.Contains("A target was never ready:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("response_time", text, StringComparison.Ordinal);
    }

    [Fact]
    public void End_Rehearsal_SaysSo() =>
        Assert.Contains("· rehearsal: no fault was injected; thresholds on the phase of a fault were left out\n", End(SampleRun.Passing with { WithFaults = false }), StringComparison.Ordinal);

    private static string End(SampleRun sample)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var (run, judgement) = sample.Fold();
        Summary.Write(run, judgement, "report.html", judgement.Verdict.ExitCode, output);
        return output.ToString();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
