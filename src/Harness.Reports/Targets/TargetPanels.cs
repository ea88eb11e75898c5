using Harness.Reports.Markup;

namespace Harness.Reports.Targets;

/// <summary>What the targets used, under the charts of the load and on the same time axis. Where nobody looked there is nothing.</summary>
internal static class TargetPanels
{
    public static Html Draw(Facts facts)
    {
        var lost = facts.Run.SignalsLost.Select(one => (Html)$"""<p class="note">The use of {one.Source} was not seen{(one.At is { } at ? $" from {Checks.Numbers.Clock(at)} on" : "")}: {one.Note.TrimEnd('.')}.</p>""");
        var panels = Enumerable.Range(0, facts.Targets.Panels.Count).Select(index => TargetPanel.Draw(facts, index));
        var lead = TargetLead.Of(facts) is { Length: > 0 } text ? (Html)$"""<p class="say">{text}</p>""" : Html.None;
        return $"{lead}{panels}{lost}";
    }
}
