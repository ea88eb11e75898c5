namespace Harness.Plans;

/// <summary>What must hold of a planned fault, whatever its kind.</summary>
internal static class FaultRules
{
    public static void Check(PlanNode item, PlannedFault fault, ScenarioScope scope)
    {
        if (item["for"] is { } length && !fault.Action.TakesFor)
            length.Problem($"a {fault.Action.Kind} takes no 'for'; say in {fault.Action.Kind} how it ends");
        CheckChaos(item, fault, scope.Settings!);
        if (scope.Duration is not { } end || fault.At >= end)
            return;
        CheckLength(item, fault, scope.Settings!.Safety.MaxFaultDuration, end);
        if (fault.Until > end)
            (item["for"] ?? item).Warn($"{fault.Name} would last until {Units.Format(fault.Until.Value)}, but load ends at {Units.Format(end)}; it is healed then");
    }

    /// <summary>
    /// A fault must be over, and recovered from, when the next begins; both at one moment is allowed. Who wants faults together says so at the later one.
    /// </summary>
    /// <param name="ordered">By time.</param>
    /// <param name="hypothesis">Says how long recovery may take, or null.</param>
    /// <param name="end">The end of the load.</param>
    public static void CheckOverlaps(IReadOnlyList<(PlanNode Node, PlannedFault Fault)> ordered, Hypothesis? hypothesis, TimeSpan end)
    {
        var recovery = hypothesis?.RecoverWithin ?? TimeSpan.Zero;
        (PlannedFault Fault, TimeSpan Over)? longest = null;
        foreach (var (node, fault) in ordered)
        {
            if (longest is { } earlier && earlier.Over > fault.At && node["overlap"]?.Scalar != "true")
                node["at"]!.Problem(Overlap(fault, earlier.Fault, earlier.Over, recovery));
            var over = fault.Until is { } until ? until + recovery : end;
            if (longest is null || over > longest.Value.Over)
                longest = (fault, over);
        }
    }

    /// <summary>The steady state is looked at over a whole window before a fault and after it: both must lie inside the load.</summary>
    public static void CheckWindows(IReadOnlyList<(PlanNode Node, PlannedFault Fault)> ordered, TimeSpan window, TimeSpan end)
    {
        foreach (var (node, fault) in ordered)
        {
            if (fault.At < window)
                node["at"]!.Problem($"{fault.Name} begins at {Units.Format(fault.At)}, before the steady state was seen over a whole window; begin at {Units.Format(window)} or later");
            if (fault.Until is { } until && until <= end && until + window > end)
                node["at"]!.Warn($"{fault.Name} ends at {Units.Format(until)} and load at {Units.Format(end)}: too soon after it to see a recovery, which takes a window of {Units.Format(window)}");
        }
    }

    private static string Overlap(PlannedFault fault, PlannedFault earlier, TimeSpan over, TimeSpan recovery)
    {
        var start = $"{fault.Name} begins at {Units.Format(fault.At)}, but {earlier.Name} lasts ";
        if (earlier.Until is not { } until)
            return start + $"until the run ends; end it, or say overlap: true at {fault.Name}";
        return start + $"until {Units.Format(until)}" + (recovery == TimeSpan.Zero ? "" : $" and may take {Units.Format(recovery)} to recover from")
            + $"; begin at {Units.Format(over)} or later, or say overlap: true";
    }

    /// <summary>The opt-in stands in harness.json, but for containers that run already: there it is a label, which the driver looks at.</summary>
    private static void CheckChaos(PlanNode item, PlannedFault fault, Settings settings)
    {
        var keys = item[fault.Action.Kind];
        foreach (var name in fault.Action.Targets)
        {
            var isProxy = settings.Proxies.TryGetValue(name, out var proxy);
            var target = settings.Targets.GetValueOrDefault(name);
            IEnumerable<Target> instances = target is null ? [] : settings.Members(target);
            var calm = isProxy ? (proxy!.Chaos ? null : name) : instances.FirstOrDefault(one => one is { Chaos: false } and not { Container.IsStarted: false })?.Name;
            if (calm is not null)
            {
                (keys?["target"] ?? keys?["targets"] ?? item).Refuse(
                    $"'{calm}' may not be broken: it has not opted in; add \"chaos\": true to \"{calm}\" under \"{(isProxy ? "proxies" : "targets")}\" in {PlanFile.SettingsName}");
            }
        }
    }

    /// <summary>No more faults at one time than is allowed.</summary>
    public static void CheckCount(IReadOnlyList<(PlanNode Node, PlannedFault Fault)> ordered, Safety safety, TimeSpan end)
    {
        foreach (var (node, fault) in ordered)
        {
            var together = ordered.Count(other => other.Fault.At <= fault.At && (other.Fault.Until ?? end) > fault.At || other.Fault == fault);
            if (together <= safety.MaxFaults) continue;
            node["at"]!.Refuse($"{fault.Name} would be one of {together} faults at {Units.Format(fault.At)}; safety.maxFaults in {PlanFile.SettingsName} is {safety.MaxFaults}");
            return;
        }
    }

    private static void CheckLength(PlanNode item, PlannedFault fault, TimeSpan longest, TimeSpan end)
    {
        var length = (fault.Until ?? end) - fault.At;
        if (length > longest)
        {
            (item["for"] ?? item).Refuse($"{fault.Name} lasts {Units.Format(length)}{(fault.Until is null ? " (to the end of the run)" : "")}, "
                + $"longer than safety.maxFaultDuration in {PlanFile.SettingsName} ({Units.Format(longest)}); shorten it");
        }
    }
}
