using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Harness.Integration.Tests.Reports;

public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("pass")]
    [InlineData("fail")]
    [InlineData("targets")]
    [InlineData("hostile")]
    [InlineData("killed")]
    [InlineData("nothing sent")]
    public async Task Load_AnyRun_NoErrorsNoRequestsNoDialogs(string run)
    {
        using var file = new ReportFile(ReportFile.Sample(run));
        await using var window = await browser.Open();
        var page = await window.NewPageAsync();
        var seen = new List<string>();
        page.Console += (_, message) => seen.Add($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => seen.Add("error: " + error);
        page.Dialog += (_, dialog) => { seen.Add("dialog: " + dialog.Message); _ = dialog.DismissAsync(); };
        page.Request += (_, request) => { if (request.Url != file.Url) seen.Add("request: " + request.Url); };
        await page.GotoAsync(file.Url);
        var isLoaded = run != "nothing sent";
        if (isLoaded) await page.Locator(".tl .area").First.HoverAsync();
        Assert.Empty(seen);
        Assert.Equal(isLoaded ? 2 : 1, await page.Locator("script").CountAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }

    [Theory]
    [InlineData("pass", false, 1280)]
    [InlineData("fail", false, 1280)]
    [InlineData("fail", true, 400)]
    [InlineData("hostile", false, 1280)]
    [InlineData("hostile", true, 400)]
    [InlineData("targets", false, 1280)]
    [InlineData("targets", true, 400)]
    [InlineData("killed", false, 1280)]
    [InlineData("many targets", true, 1280)]
    [InlineData("nothing sent", true, 1280)]
    public async Task Axe_BothThemesAnyWidth_NoViolations(string run, bool dark, int width)
    {
        using var file = new ReportFile(ReportFile.Sample(run));
        await using var window = await browser.Open(width, dark);
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }

    [Theory]
    [InlineData("pass", 400)]
    [InlineData("fail", 400)]
    [InlineData("hostile", 400)]
    [InlineData("targets", 400)]
    [InlineData("many targets", 400)]
    [InlineData("many targets", 1280)]
    [InlineData("fail", 800)]
    [InlineData("fail", 1280)]
    public async Task Layout_AnyWidth_PageNeverScrollsSideways(string run, int width)
    {
        using var file = new ReportFile(ReportFile.Sample(run));
        await using var window = await browser.Open(width);
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(wide <= width, $"the page is {wide} px wide in a window of {width} px; too wide: " + await page.EvaluateAsync<string>(
            "w => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > w && !e.closest('.scroll,pre,svg,.toc')).slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(' | ')", width));
    }

    [Fact]
    public async Task StepChoice_WithoutScript_SwitchesTheChart()
    {
        using var file = new ReportFile(ReportFile.Sample("fail"));
        await using var window = await browser.Open(script: false);
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        await Shown(page, "s2");
        await page.GetByText("list products", new() { Exact = true }).First.ClickAsync();
        await Shown(page, "s1");
    }

    [Fact]
    public async Task Timeline_PointerAndKeys_ShowTheSecond()
    {
        using var file = new ReportFile(ReportFile.Sample("fail"));
        await using var window = await browser.Open();
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        Assert.False(await page.Locator(".tip").IsVisibleAsync());
        var chart = page.Locator(".area").First;
        var box = (await chart.BoundingBoxAsync())!;
        await chart.HoverAsync(new() { Position = new() { X = box.Width * 0.505f, Y = 10 } });
        var tip = page.Locator(".tip");
        Assert.True(await tip.IsVisibleAsync());
        Assert.Contains("0:40 · A slow-payments", await tip.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("p95 pay", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator(".tl").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("0:41", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        Assert.False(await tip.IsVisibleAsync());
    }

    [Fact]
    public async Task Timeline_PointerOverTargets_ShowsWhatTheyUsed()
    {
        using var file = new ReportFile(ReportFile.Sample("targets"));
        await using var window = await browser.Open();
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        var chart = page.Locator(".area[data-use='0']");
        var box = (await chart.BoundingBoxAsync())!;
        await chart.HoverAsync(new() { Position = new() { X = box.Width * 0.525f, Y = 10 } });
        var rows = await page.Locator(".tip .use tr").AllInnerTextsAsync();
        Assert.Equal(["cores", "MiB", "net KiB/s", "disk KiB/s"], rows[0].Split('\t', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("shop-1\t0.92\t", rows[1], StringComparison.Ordinal);
        Assert.EndsWith("–", rows[1], StringComparison.Ordinal);
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public async Task Steps_ClickOnAHead_SortsByIt()
    {
        using var file = new ReportFile(ReportFile.Sample("fail"));
        await using var window = await browser.Open();
        var page = await window.NewPageAsync();
        await page.GotoAsync(file.Url);
        var count = page.Locator(".steps th", new() { HasText = "Count" });
        var before = await Rows(page);
        await count.Locator("button").ClickAsync();
        var falling = await Rows(page);
        Assert.Equal("descending", await count.GetAttributeAsync("aria-sort"));
        Assert.NotEqual(before, falling);
        Assert.Equal(before.OrderByDescending(row => row.Count), falling);
        await count.Locator("button").ClickAsync();
        var rising = await Rows(page);
        Assert.Equal("ascending", await count.GetAttributeAsync("aria-sort"));
        Assert.Equal(before.OrderBy(row => row.Count), rising);
        await count.Locator("button").ClickAsync();
        Assert.Equal(before, await Rows(page));
    }

    /// <summary>The rows of the table of steps, in the order in which they stand.</summary>
    private static async Task<IReadOnlyList<(string Name, long Count)>> Rows(IPage page)
    {
        var names = await page.Locator(".steps tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[0].innerText + ', ' + row.cells[1].innerText)");
        var counts = await page.Locator(".steps tbody tr").EvaluateAllAsync<long[]>("rows => rows.map(row => Number(row.cells[2].innerText.replaceAll(',', '')))");
        return [.. names.Zip(counts)];
    }

    private static async Task Shown(IPage page, string step)
    {
        var charts = page.Locator(".lat");
        for (var i = 0; i < await charts.CountAsync(); i++)
            Assert.Equal($"s{i}" == step, await charts.Nth(i).IsVisibleAsync());
    }
}
