using System.Globalization;
using Harness.Checks;
using Harness.Journal;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>All response times of the run: how many in each bin, and what share within each time.</summary>
internal static class DistributionSection
{
    private const int BinsHeight = 120, CurveHeight = 170;
    private static readonly double[] Shares = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];

    public static SectionText Draw(Facts facts)
    {
        var (times, service) = (facts.All.ResponseTime, facts.All.Duration);
        if (times.Count == 0) return new($"{(facts.WasLoaded ? "No request was answered." : Words.NothingSent)} There is no distribution.", Html.None);
        var both = new[] { times, service }.Where(h => h.Count > 0).ToList();
        var axis = Scale.Log(both.Min(h => h.Min), both.Max(h => h.Max), 0);
        var limit = LimitLine.Overall(facts);
        if (!(axis.At(limit) > axis.Min && axis.At(limit) < axis.Max)) limit = double.NaN;
        return new($"{Finding(times, service)}", $"""
            <figure class="ds2">{Bins(axis, times, service, limit)}{Curve(axis, times, service, limit)}<div class="xt" aria-hidden="true">{axis.Ticks.Select(t => (Html)$"""<span style="left:{Across(axis, t.At)}%">{t.Label}</span>""")}</div><figcaption>Milliseconds, log scale; both panels share the axis. The upper panel counts, the lower is the percentile curve with each nine the same height.</figcaption></figure>
            """);
    }

    private static string Finding(Histogram times, Histogram service)
    {
        var half = $"Half of the answers came within {Numbers.Ms(times.Percentile(50))}, 99% within {Numbers.Ms(times.Percentile(99))}, the slowest after {Numbers.Ms(times.Max)}.";
        var (due, sent) = (times.Percentile(99), service.Percentile(99));
        return service.Count == 0 ? half : half + (due <= 1.25 * sent || due - sent < 5
            ? " Response and service time agree: what waiting there was, was in the system."
            : $" Service time p99 was only {Numbers.Ms(sent)}: requests waited before they were sent.");
    }

    private static Html Bins(Scale axis, Histogram times, Histogram service, double limit)
    {
        var (bins, sent) = (LogBins.Of(times, axis.Min, axis.Max), LogBins.Of(service, axis.Min, axis.Max));
        var width = (axis.Max - axis.Min) / bins.Length;
        var scale = Scale.Linear(bins.Concat(sent).Max());
        using var chart = new Chart(axis.Min, axis.Max, scale, BinsHeight);
        chart.Bars(Ink.Hist, [.. Enumerable.Range(0, bins.Length).Select(i => axis.Min + (i + 0.5) * width)], bins, width * 0.92);
        if (service.Count > 0) chart.Line(Ink.Svc, [.. Enumerable.Range(0, sent.Length).SelectMany(i => new[] { axis.Min + i * width, axis.Min + (i + 1) * width })], [.. sent.SelectMany(n => new[] { n, n })]);
        if (limit > 0) chart.At(Ink.Limit, axis.At(limit));
        var svg = chart.Draw($"Histogram of response times on a log axis; half lie between {Numbers.Ms(times.Percentile(25))} and {Numbers.Ms(times.Percentile(75))}.");
        var label = limit > 0 ? (Html)$"""<span class="vt" style="left:{Across(axis, axis.At(limit))}%">{Numbers.Ms(limit)}</span>""" : Html.None;
        var keys = service.Count > 0 ? Panel.Key(Ink.Svc, "service time (http_req_duration, from sent)") : Html.None;
        return $"""<div class="pn"><h3>Requests per bin ({LogBins.PerDecade} bins a decade)<span class="keys">{Panel.AreaKey(Ink.Hist, "response_time (from due)")}{keys}</span></h3><div class="area" style="height:{BinsHeight}px">{svg}{scale.Labels()}{label}</div></div>""";
    }

    private static Html Curve(Scale axis, Histogram times, Histogram service, double limit)
    {
        var highest = Math.Min(4, Math.Log10(Math.Max(10, times.Count))) + 0.25;
        var shares = Shares.Where(s => PercentileCurve.Nines(s) < highest).ToList();
        var scale = new Scale(0, highest, false, [.. shares.Select(s => (PercentileCurve.Nines(s), (s * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%"))]);
        using var chart = new Chart(axis.Min, axis.Max, scale, CurveHeight);
        var (x, y) = PercentileCurve.Of(times);
        var (sent, shareSent) = PercentileCurve.Of(service);
        if (service.Count > 0) chart.Line(Ink.Svc, sent, shareSent);
        chart.Line(Ink.P95, x, y);
        if (limit > 0) chart.At(Ink.Limit, axis.At(limit));
        var dots = shares.Where(s => s != 0.9 && times.Count >= 1 / (1 - s)).Select(s => Dot(axis, scale, times, s));
        return $"""<div class="pn"><h3>Share of requests answered within …<span class="keys">{Panel.Key(Ink.P95, "response time")}{(service.Count > 0 ? Panel.Key(Ink.Svc, "service time") : Html.None)}</span></h3><div class="area" style="height:{CurveHeight}px">{chart.Draw("Percentile curve on the same log axis.")}{scale.Labels()}{dots}</div></div>""";
    }

    private static Html Dot(Scale axis, Scale scale, Histogram times, double share)
    {
        var value = times.Percentile(share * 100);
        var across = Across(axis, axis.At(value));
        var side = across < 15 ? "r" : "l";
        return $"""<span class="dt" style="left:{across}%;bottom:{scale.Percent(PercentileCurve.Nines(share))}%"><i class="{side}">p{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)} {Numbers.Ms(value)}</i></span>""";
    }

    private static double Across(Scale axis, double at) => (at - axis.Min) / (axis.Max - axis.Min) * 100;
}
