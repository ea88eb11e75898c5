namespace Harness.Plans;

/// <summary>A value that is set from outside the files: <c>load.maxVUs=200</c>, <c>load.stages[0].target=20/s</c>.</summary>
internal static class PlanOverride
{
    /// <summary>Applies one, or notes what is wrong with it.</summary>
    /// <param name="file">Its text, and where it comes from: <c>--set</c>, <c>HARNESS_SET</c>.</param>
    /// <param name="scenario">The scenario's root.</param>
    /// <param name="settings">The root of harness.json.</param>
    /// <param name="settingsKeys">The keys that belong to harness.json.</param>
    /// <param name="problems">Where problems are noted.</param>
    public static void Apply(PlanText file, ref PlanNode? scenario, ref PlanNode settings, IReadOnlyList<string> settingsKeys, ProblemList problems)
    {
        var path = $"{file.Path} {file.Text}";
        var sign = file.Text.IndexOf('=', StringComparison.Ordinal);
        if (sign <= 0 || Keys(file.Text[..sign].Trim()) is not { } keys)
        {
            problems.Add(new Problem(path, 1, 1, "it is a place and a value, such as load.maxVUs=200, load.stages[0].target=20/s or 'thresholds.\"http_req_failed{step:pay}\"=rate<0.01'"));
            return;
        }
        if (keys[0] == IncludeReader.Key)
        {
            // Overrides lie over what was read, included files and all: one that comes now would come to nothing.
            problems.Add(new Problem(path, 1, 1, $"{IncludeReader.Key} is of scenario files only; write it into the scenario, or set the values themselves"));
            return;
        }
        if (PlanDocument.ReadValue(file.Text[(sign + 1)..], path, file.Text[..sign].Trim(), problems) is not { } value) return;
        if (settingsKeys.Contains(keys[0])) settings = settings.With(keys, value) ?? settings;
        else scenario = scenario?.With(keys, value) ?? scenario;
    }

    /// <summary>Keys between dots, items in brackets; a key with dots, brackets or = stands in double quotes.</summary>
    private static string[]? Keys(string place)
    {
        var keys = new List<string>();
        for (var at = 0; at < place.Length;)
        {
            var (open, close) = place[at] switch { '"' => (1, '"'), '[' => (1, ']'), _ => (0, '.') };
            if (open == 0 && at > 0 && place[at] == '.') { at++; continue; }
            var end = open == 1 ? place.IndexOf(close, at + 1) : place.AsSpan(at).IndexOfAny(".[") is var stop and >= 0 ? at + stop : place.Length;
            if (end < 0 || end == at + open) return null;
            keys.Add(place[(at + open)..end]);
            at = end + open;
        }
        return keys.Count == 0 ? null : [.. keys];
    }
}
