using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>A part of the page. It never vanishes: where there is nothing to show, its lead says so.</summary>
/// <param name="Id">Its anchor; where a <see cref="Harness.Checks.Reason.Section"/> says the same word, the reason links here.</param>
/// <param name="Name">In the contents.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Draw">What it shows.</param>
internal sealed record Section(string Id, string Name, string Title, Func<Facts, SectionText> Draw)
{
    /// <summary>The section of a run.</summary>
    public Html Of(Facts facts)
    {
        var text = Draw(facts);
        return $"""

            <section id="{Id}" aria-labelledby="{Id}-h"><h2 id="{Id}-h">{Title}</h2><p class="lead">{text.Lead}</p>{text.Body}</section>
            """;
    }
}

/// <summary>A section's contents.</summary>
/// <param name="Lead">One sentence that says what was found, not what is shown.</param>
/// <param name="Body">Charts and tables; may be nothing.</param>
internal readonly record struct SectionText(Html Lead, Html Body);
