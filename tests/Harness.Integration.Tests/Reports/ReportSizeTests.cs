using Harness.Tests.Reports;

namespace Harness.Integration.Tests.Reports;

/// <summary>A report of the longest run there is. It is timed, so nothing may run beside it.</summary>
public sealed class ReportSizeTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    /// <summary>1,000 steps, 50 faults, ten hours. Opening is measured by the browser itself, from the navigation's start to the end of the load event.</summary>
    [Fact]
    public async Task Load_TenHoursOfAThousandSteps_IsSmallAndOpensInTwoSeconds()
    {
        var folded = SampleLarge.Fold();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var file = new ReportFile(folded);
        var (drawn, size) = (watch.Elapsed, new FileInfo(new Uri(file.Url).LocalPath).Length);
        await using var window = await browser.Open();
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        var opened = await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd");
        output.WriteLine($"{size:N0} bytes, drawn in {drawn.TotalSeconds:0.0} s, opened in {opened:0} ms");

        Assert.InRange(size, 500_000, 5_000_000);
        Assert.InRange(opened, 1, 2000);
        Assert.InRange(drawn, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal(1001, await page.Locator(".steps tbody tr").CountAsync());
    }
}
