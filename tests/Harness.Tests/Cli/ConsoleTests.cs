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

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
