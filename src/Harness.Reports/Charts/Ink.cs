namespace Harness.Reports.Charts;

/// <summary>
/// What a line or an area of a chart stands for: the name of its style rule. ScottPlot bakes colours in, so each ink has a colour of its own that
/// is replaced by the class afterwards; the page's theme then paints it.
/// </summary>
internal enum Ink
{
    Grid, Planned, Rate, P50, P95, P99, Limit, Err, Hist, Svc, Fault, Edge, Event, Warm,
    Use1, Use2, Use3, Use4, Use5, Use6, Use7, Use8, UseRest,
}
