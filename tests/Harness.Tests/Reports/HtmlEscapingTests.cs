using System.Text.Json;
using System.Text.RegularExpressions;

namespace Harness.Tests.Reports;

public sealed partial class HtmlEscapingTests
{
    private static readonly string Page = Pages.Of(SampleHostile.Run);

    [Fact]
    public void Write_HostileNames_NoTagIsTheirs()
    {
        Assert.DoesNotContain("<img", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", Page, StringComparison.Ordinal);
        Assert.Equal(2, ScriptOpen().Count(Page));
        Assert.Equal(2, ScriptClose().Count(Page));
        Assert.Single(StyleClose().Matches(Page));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HostileNames_NoQuoteEndsAnAttribute()
    {
        // Every tag consists of a name and attributes in double quotes, and of nothing else.
        var markup = Verbatim().Replace(Page, "");
        foreach (Match tag in Tags().Matches(markup)) Assert.Matches(WellFormed(), tag.Value);
        Assert.DoesNotContain("onerror=alert(1)>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HostileNames_DataIsStillJson()
    {
        var from = Page.IndexOf("application/json\">", StringComparison.Ordinal) + "application/json\">".Length;
        var json = Page[from..Page.IndexOf("</script>", from, StringComparison.Ordinal)];
        Assert.DoesNotContain('<', json);
        using var data = JsonDocument.Parse(json);
        Assert.Equal("pay" + SampleHostile.Text, data.RootElement.GetProperty("steps")[2].GetProperty("name").GetString());
    }

    [GeneratedRegex("<script")]
    private static partial Regex ScriptOpen();

    [GeneratedRegex("</script")]
    private static partial Regex ScriptClose();

    [GeneratedRegex("</style")]
    private static partial Regex StyleClose();

    [GeneratedRegex("<style>.*?</style>|<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Verbatim();

    [GeneratedRegex("<[^!][^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("^</?[a-z0-9]+( [a-zA-Z-]+(=\"[^\"<]*\")?)*/?>$")]
    private static partial Regex WellFormed();
}
