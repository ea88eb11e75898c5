using System.Text;
using System.Text.Json;
using Harness.Reports.Markup;
using Harness.Reports.Targets;

namespace Harness.Reports.Sections;

/// <summary>The numbers behind the reading line, as JSON; the writer escapes all that could end the script block.</summary>
internal static class TimelineData
{
    public static Html Of(Facts facts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, facts);
        return Html.Trusted(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, Facts facts)
    {
        json.WriteStartObject();
        json.WriteNumber("from", facts.Axis.From);
        json.WriteNumber("width", facts.Axis.Width);
        Numbers(json, "started", facts.Columns.Started);
        if (facts.Plan.IsOpen) Numbers(json, "planned", facts.Columns.Planned);
        Numbers(json, "failed", facts.Columns.Failed);
        json.WriteStartArray("steps");
        foreach (var step in StepChoice.Of(facts).Select(facts.Columns.Of))
        {
            json.WriteStartObject();
            json.WriteString("name", step.Step);
            Numbers(json, "p50", step.P50);
            Numbers(json, "p95", step.P95);
            Numbers(json, "p99", step.P99);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (facts.Targets.Panels.Count > 0) Targets(json, facts.Targets);
        Phases(json, facts.Phases);
        json.WriteEndObject();
    }

    private static void Targets(Utf8JsonWriter json, TargetLines targets)
    {
        json.WriteStartObject("use");
        json.WriteStartArray("units");
        foreach (var panel in targets.Panels) json.WriteStringValue(panel.Measure.Short);
        json.WriteEndArray();
        json.WriteStartArray("lines");
        foreach (var (index, line) in targets.Lines.Index())
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name);
            json.WriteStartArray("values");
            foreach (var panel in targets.Panels) Numbers(json, panel.Values[index], value => value < 10 ? 2 : value < 100 ? 1 : 0);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Phases(Utf8JsonWriter json, IReadOnlyList<PhaseSpan> phases)
    {
        json.WriteStartArray("phases");
        foreach (var phase in phases)
        {
            json.WriteStartObject();
            json.WriteNumber("from", phase.From);
            json.WriteString("name", phase.Faults.Count == 0 ? phase.Name : string.Join(" + ", phase.Faults.Select(f => $"{f.Fault.Letter} {f.Fault.Name}")));
            if (phase.Faults.Count > 0) json.WriteString("note", string.Join("; ", phase.Faults.Select(f => f.Fault.Action.Description)));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WritePropertyName(name);
        Numbers(json, values, value => value < 10 ? 1 : 0);
    }

    private static void Numbers(Utf8JsonWriter json, double[] values, Func<double, int> decimals)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(Math.Round(value, decimals(value)));
            else json.WriteNullValue();
        }
        json.WriteEndArray();
    }
}
