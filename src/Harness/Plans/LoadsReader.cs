namespace Harness.Plans;

/// <summary>Reads <c>load:</c>, or <c>loads:</c> with a name for each, and the steps that each of them goes through.</summary>
/// <param name="scope">What other parts need to know of them.</param>
/// <param name="checkEnvironment">True to look whether <c>${env:NAME}</c> is set.</param>
internal sealed class LoadsReader(ScenarioScope scope, bool checkEnvironment)
{
    private const int Most = 50;

    public List<LoadPlan> Read(PlanNode root)
    {
        var read = Nodes(root).Select(one => (one.Node, Load: new LoadReader(scope).Read(one.Node, one.Name))).ToList();
        var known = read.Where(one => one.Load is not null).ToList();
        if (read.Count == 0 || known.Count < read.Count)
            scope.Stages.IsComplete = false;
        scope.Duration = known.Count < read.Count || known.Count == 0 || known.Exists(one => one.Load!.Duration == TimeSpan.Zero) ? null : known.Max(one => one.Load!.End);
        if (scope.Duration > scope.Settings?.Safety.MaxDuration)
            (root["load"] ?? root["loads"]!).Refuse($"load goes on for {Units.Format(scope.Duration.Value)}, longer than safety.maxDuration in {PlanFile.SettingsName} ({Units.Format(scope.Settings.Safety.MaxDuration)}); shorten it, or raise the limit");
        CheckRate(root, known);
        var shared = Shared(root, [.. read.Where(one => one.Node["steps"] is null).Select(one => one.Node)], read.Count == 0);
        List<LoadPlan> loads = [.. known.Select(one => one.Load! with { Steps = one.Node["steps"] is { } own ? Steps(own, [one.Node]) : shared })];
        foreach (var (one, load) in known.Zip(loads)) AddressRules.Check(one.Node, load, scope.Settings);
        // For what comes after the steps: a probe's path goes to the first target.
        scope.HasTarget = read.Count == 0 || read.Exists(one => !one.Node.IsMapping || one.Node["target"] is not null);
        return loads;
    }

    private List<(string Name, PlanNode Node)> Nodes(PlanNode root)
    {
        if (root["loads"] is not { } loads)
            return root.Required("load") is { } load ? Named(LoadPlan.DefaultName, load) : [];
        if (root["load"] is not null)
            loads.Problem("there is either one load or several loads, not both; move load into loads and give it a name");
        if (loads.Mapping() is not { } entries)
            return [];
        if (entries.Count is 0 or > Most)
            loads.Problem($"{loads.Name} has {entries.Count} entries; it has 1 to {Most}");
        foreach (var (key, _) in entries.Where(entry => !NameRules.IsTagValue(entry.Key.Scalar!)))
            key.Problem($"'{key.Scalar}' cannot name a load; a selector must be able to hold it: no , {{ }} [ ] or quotes, and at most 80 characters");
        return [.. entries.Take(Most).SelectMany(entry => Named(entry.Key.Scalar!, entry.Value))];
    }

    private List<(string Name, PlanNode Node)> Named(string name, PlanNode node)
    {
        scope.Loads.Add(name);
        return [(name, node)];
    }

    /// <summary>The steps of all loads that have none of their own.</summary>
    private IReadOnlyList<Step> Shared(PlanNode root, List<PlanNode> users, bool isUnknown)
    {
        if (users.Count == 0 && !isUnknown)
        {
            root["steps"]?.Problem("no load goes through these steps: each has steps of its own");
            return [];
        }

        return Steps(root.Required("steps"), users);
    }

    private IReadOnlyList<Step> Steps(PlanNode? list, List<PlanNode> users)
    {
        scope.HasTarget = users.TrueForAll(load => !load.IsMapping || load["target"] is not null);
        return new StepsReader(scope, new TemplateReader(checkEnvironment)).Read(list);
    }

    /// <summary>Loads that are on at the same time add up; each alone was checked where it stands.</summary>
    private void CheckRate(PlanNode root, List<(PlanNode Node, LoadPlan? Load)> loads)
    {
        // The sum only grows where a load begins.
        var open = loads.Where(one => one.Load!.IsOpen).Select(one => one.Load!).ToList();
        var sum = open.Select(begun => open.Where(other => other.StartTime - other.WarmUp <= begun.StartTime - begun.WarmUp && begun.StartTime - begun.WarmUp < other.End).Sum(other => other.Highest)).DefaultIfEmpty().Max();
        if (loads.Count > 1 && scope.Settings is { } settings && sum > settings.Safety.MaxRate && loads.TrueForAll(one => one.Load!.Highest <= settings.Safety.MaxRate))
            root["loads"]!.Refuse($"loads come to {Units.FormatRate(sum)} at the same time, above safety.maxRate in {PlanFile.SettingsName} ({Units.FormatRate(settings.Safety.MaxRate)}); lower them, or raise the limit if the targets are yours");
    }
}
