namespace Harness.Plans;

/// <summary>Reads <c>faults:</c>.</summary>
/// <param name="scope">Knows the kinds, the targets and when the load ends.</param>
/// <param name="checkEnvironment">True to look whether <c>${env:NAME}</c> is set.</param>
internal sealed class FaultsReader(ScenarioScope scope, bool checkEnvironment)
{
    private static readonly string[] OwnKeys = [.. ScenarioShapes.FaultKeys.Select(key => key.Name)];
    private static readonly string[] Reserved = [.. ScenarioScope.PhasesWithoutFault, "warm-up"];

    private IEnumerable<string> Kinds => scope.Catalog.Faults.Select(kind => kind.Kind);

    /// <summary>The faults in order of time, with their letters.</summary>
    public IReadOnlyList<PlannedFault> Read(PlanNode list, Hypothesis? hypothesis)
    {
        var all = new List<(PlanNode Node, PlannedFault Fault)>();
        scope.Faults.IsComplete = list.IsList;
        foreach (var item in list.List() ?? [])
        {
            if (ReadFault(item) is { } fault)
                all.AddRange(Repetition.Of(item, fault, scope).Select(one => (item, one)));
        }

        var ordered = all.OrderBy(entry => entry.Fault.At).ToList();
        if (scope.Duration is { } end)
        {
            FaultRules.CheckOverlaps(ordered, hypothesis, end);
            if (scope.Settings is { } settings)
                FaultRules.CheckCount(ordered, settings.Safety, end);
            if (hypothesis is not null)
                FaultRules.CheckWindows(ordered, hypothesis.Window, end);
        }

        return [.. ordered.Select((entry, index) => entry.Fault with { Letter = Letter(index) })];
    }

    private PlannedFault? ReadFault(PlanNode item)
    {
        if (!item.Takes([.. OwnKeys, .. Kinds]))
        {
            scope.Faults.IsComplete = false;
            return null;
        }

        var name = Name(item.Required("name", "slow-payments"));
        var at = item.Required("at", "15s")?.Duration();
        var length = item["for"]?.PositiveDuration();
        var tolerated = item["during"]?.Word("tolerated") is not null;
        item["overlap"]?.Bool();
        Repetition.Check(item);
        var action = Action(item, name);
        if (at >= scope.Duration)
            item["at"]!.Wrong($"load ends at {Units.Format(scope.Duration!.Value)}; a fault begins before that");
        if (action is null || at is null || item["for"] is not null && length is null)
            return null;
        foreach (var part in checkEnvironment ? action.Templates.SelectMany(template => template.Parts).Where(part => part.Kind == TemplatePartKind.Environment).Distinct() : [])
        {
            if (TemplateReader.Missing(part.Text) is { } missing)
                item[action.Kind]!.Problem($"{name}: {missing}");
        }
        var fault = new PlannedFault { Name = name, Letter = "", At = at.Value, For = length, ToleratedDuring = tolerated, Action = action };
        FaultRules.Check(item, fault, scope);
        return fault;
    }

    private string Name(PlanNode? node)
    {
        if (node?.Text() is not { } name)
        {
            scope.Faults.IsComplete = false;
            return "";
        }

        if (Reserved.Contains(name))
            node.Wrong("a phase of every run is called so; give the fault another name");
        else if (!NameRules.IsKebab(name))
            node.Wrong("it is small letters, digits and single dashes, such as slow-payments");
        scope.Faults.AddUnique(name, node);
        return name;
    }

    private FaultAction? Action(PlanNode item, string name)
    {
        var kinds = item.Entries.Where(entry => Kinds.Contains(entry.Key.Scalar)).ToList();
        if (kinds.Count == 0 && item.Entries.All(entry => OwnKeys.Contains(entry.Key.Scalar)))
            item.Problem($"a fault needs one of {string.Join(", ", Kinds)}");
        if (kinds.Count > 1)
            kinds[1].Key.Problem($"a fault is one kind, and this one is {kinds[0].Key.Scalar} already; make {kinds[1].Key.Scalar} a fault of its own with overlap: true");
        if (kinds.Count != 1 || scope.Settings is null)
            return null;
        var reader = scope.Catalog.Faults.First(kind => kind.Kind == kinds[0].Key.Scalar);
        return reader.Read(kinds[0].Value, name, scope.Settings);
    }

    /// <summary>A to Z, then AA, AB and so on.</summary>
    private static string Letter(int index) => index < 26 ? ((char)('A' + index)).ToString() : Letter(index / 26 - 1) + Letter(index % 26);
}
