using System.Globalization;

namespace Harness.Plans;

/// <summary>
/// A fault with <c>every:</c> is a monkey: it is so many faults, each with its own gate, phase and choice of victims, named <c>monkey-1</c>,
/// <c>monkey-2</c> and so on.
/// </summary>
internal static class Repetition
{
    private const int Most = 1000;

    /// <summary>Notes what is wrong with the keys.</summary>
    public static void Check(PlanNode item)
    {
        item["every"]?.Duration(TimeSpan.FromSeconds(1));
        item["times"]?.Integer(1, Most);
        if (item["times"] is { } times && item["every"] is null)
            times.Problem("times says how often, and every says how far apart: add every: 20s");
    }

    /// <summary>The fault, or each of its repetitions that begins before load ends.</summary>
    public static IReadOnlyList<PlannedFault> Of(PlanNode item, PlannedFault fault, ScenarioScope scope)
    {
        if (item["every"] is not { Scalar: { } text } node || !Units.TryDuration(text, out var every) || every < TimeSpan.FromSeconds(1) || scope.Duration is not { } end)
            return [fault];
        if (fault.Until is not { } until)
        {
            node.Problem($"{fault.Name} would last until the run ends, and so could not begin again; say how long it stays (for, restartAfter)");
            return [fault];
        }
        if (until - fault.At > every)
        {
            node.Problem($"{fault.Name} lasts {Units.Format(until - fault.At)}, so it cannot begin again every {Units.Format(every)}");
            return [fault];
        }
        var count = Math.Min(Most, int.TryParse(item["times"]?.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : int.MaxValue);
        var all = new List<PlannedFault>();
        for (var at = fault.At; at < end && all.Count < count; at += every)
            all.Add(fault with { Name = string.Create(CultureInfo.InvariantCulture, $"{fault.Name}-{all.Count + 1}"), At = at });
        scope.Faults.Replace(fault.Name, all.Select(one => one.Name));
        return all;
    }
}
