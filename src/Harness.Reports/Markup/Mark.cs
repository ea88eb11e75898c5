using Harness.Checks;

namespace Harness.Reports.Markup;

/// <summary>The lights: a disc, a square, a diamond, each in its own colour and with its word, so that none of the three is needed alone.</summary>
internal static class Mark
{
    /// <summary>The shapes, once a page.</summary>
    public static Html Symbols => $"""
        <svg width="0" height="0" style="position:absolute" aria-hidden="true"><symbol id="m-ok" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M4.2 8.3l2.6 2.6 5-5.4" fill="none" stroke="var(--bg)" stroke-width="2"/></symbol><symbol id="m-bad" viewBox="0 0 16 16"><rect width="16" height="16" rx="1.5" fill="currentColor"/><path d="M4.3 4.3l7.4 7.4M11.7 4.3l-7.4 7.4" stroke="var(--bg)" stroke-width="2"/></symbol><symbol id="m-inv" viewBox="0 0 16 16"><path d="M8 0l8 8-8 8-8-8z" fill="currentColor"/><path d="M8 3.6v5M8 10.4v2" stroke="var(--bg)" stroke-width="2"/></symbol></svg>
        """;

    /// <summary>For something that holds or does not.</summary>
    public static Html Of(bool held) => held ? Draw("ok", "held") : Draw("bad", "failed");

    /// <summary>For something that does not hold and may: a tolerated breach, a number that proves nothing.</summary>
    public static Html Caution(string label) => Draw("inv", label);

    /// <summary>For a reason.</summary>
    public static Html Of(Outcome outcome, string? label = null) => outcome switch
    {
        Outcome.Pass => Draw("ok", label ?? "held"),
        Outcome.Fail => Draw("bad", label ?? "failed"),
        _ => Draw("inv", label ?? "proves nothing"),
    };

    /// <summary>Beside a word that says the same.</summary>
    public static Html Silent(Outcome outcome) => $"""<svg class="m {Class(outcome)}" aria-hidden="true"><use href="#m-{Class(outcome)}"/></svg>""";

    /// <summary>The class of style rules.</summary>
    public static string Class(Outcome outcome) => outcome switch { Outcome.Pass => "ok", Outcome.Fail => "bad", _ => "inv" };

    private static Html Draw(string kind, string label) => $"""<svg class="m {kind}" role="img" aria-label="{label}"><use href="#m-{kind}"/></svg>""";
}
