using System.Globalization;
using System.Runtime.CompilerServices;

namespace Harness.Tests.Reports;

public sealed class GoldenTests
{
    /// <summary>What people read must change on purpose. UPDATE_GOLDEN=1 writes the files anew; the difference is then for review.</summary>
    [Theory]
    [InlineData("pass", "")]
    [InlineData("pass", "de-DE")]
    [InlineData("fail", "")]
    [InlineData("fail", "de-DE")]
    public void Write_AnyCulture_VerdictHypothesisAndThresholdsAsBefore(string name, string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var page = Pages.Of(name == "pass" ? SampleRun.Passing : SampleRun.Failing);
            var text = string.Join('\n', Pages.Verdict(page), Pages.Section(page, "hypothesis"), Pages.Section(page, "thresholds")).Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
            var golden = Path.Combine(Folder(), $"{name}.golden.html");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, text);
            Assert.Equal(File.ReadAllText(golden), text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_German_WholeFilesAreTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var (run, judgement) = SampleRun.Failing.Fold();
        var (html, json) = (Pages.Of(run, judgement, "html"), Pages.Of(run, judgement, "json"));
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(html, Pages.Of(run, judgement, "html"));
            Assert.Equal(json, Pages.Of(run, judgement, "json"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
