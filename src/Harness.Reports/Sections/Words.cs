using Harness.Checks;
using Harness.Plans;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Turns of phrase that several sections use.</summary>
internal static class Words
{
    /// <summary>What a section says of a run that sent nothing.</summary>
    public const string NothingSent = "Nothing was sent.";

    /// <summary><c>1 request</c>, <c>281 requests</c>.</summary>
    public static string Requests(long count) => $"{Numbers.Count(count)} {(count == 1 ? "request" : "requests")}";

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}",
    };

    /// <summary>A fault's letter and name.</summary>
    public static Html Fault(PlannedFault fault) => $"""<b class="fk">{fault.Letter}</b> {fault.Name}""";

    /// <summary>A phase: a set of faults by letters, the others by name.</summary>
    public static Html Phase(Facts facts, string phase)
    {
        var faults = phase.Split('+').Select(name => facts.Plan.Faults.FirstOrDefault(f => f.Name == name)).ToList();
        return faults.Contains(null) ? (Html)$"{phase}" : Html.Join(faults.Select(f => Fault(f!)), " + ");
    }

    /// <summary>From a time to another.</summary>
    public static string Between(double from, double to) => $"{Numbers.Clock(TimeSpan.FromSeconds(from))}–{Numbers.Clock(TimeSpan.FromSeconds(to))}";

    /// <summary>A time since the start.</summary>
    public static string Clock(double seconds) => Numbers.Clock(TimeSpan.FromSeconds(seconds));

    /// <summary>With its sign: <c>+1,561 ms</c>, <c>−3.1 ms</c>, <c>±0 ms</c>; – where there is none.</summary>
    public static string Signed(double difference, Func<double, string> show, string zero) =>
        double.IsNaN(difference) ? Numbers.None
        : show(Math.Abs(difference)) == show(0) ? $"±{zero}"
        : difference > 0 ? "+" + show(difference) : "−" + show(-difference);

    /// <summary>A difference of shares in percentage points: <c>48.1 pp</c>.</summary>
    public static string Points(double share) => double.IsNaN(share) ? Numbers.None : Numbers.Percent(share).Replace("%", "\u00a0pp", StringComparison.Ordinal);
}
