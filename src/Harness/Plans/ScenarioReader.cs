namespace Harness.Plans;

/// <summary>Reads a scenario file.</summary>
/// <param name="root">Its root mapping.</param>
/// <param name="settings">harness.json, or null where it could not be read.</param>
/// <param name="catalog">The kinds it may name.</param>
/// <param name="checkEnvironment">True to look whether <c>${env:NAME}</c> is set.</param>
internal sealed class ScenarioReader(PlanNode root, Settings? settings, PlanCatalog catalog, bool checkEnvironment)
{
    private readonly ScenarioScope scope = new(settings, catalog);

    /// <summary>The plan; where problems were noted it is only a part of one, and must not be used.</summary>
    public Plan Read(IReadOnlyList<PlanText> files)
    {
        root.Takes(ScenarioShapes.Scenario(catalog));
        var loads = new LoadsReader(scope, checkEnvironment).Read(root);
        var hypothesis = root["hypothesis"] is { } node ? new HypothesisReader(scope).Read(node) : null;
        var conditions = root["stopConditions"] is { } stop ? new StopConditionsReader(scope).Read(stop) : [];
        var faults = root["faults"] is { } list ? new FaultsReader(scope, checkEnvironment).Read(list, hypothesis) : [];
        return new Plan
        {
            Name = Name(),
            Description = root["description"]?.Text(),
            Loads = loads,
            Thresholds = root["thresholds"] is { } thresholds ? new ThresholdReader(scope).Read(thresholds) : [],
            IgnoreChecks = root["checks"]?.Word("ignore") is not null,
            Hypothesis = hypothesis,
            StopConditions = conditions,
            Faults = faults,
            Settings = settings ?? new Settings { Root = "" },
            Files = files,
        };
    }

    private string Name()
    {
        if (root["name"] is not { } node)
            return FromFile(root.Path);
        if (node.Text() is { } name && !NameRules.IsWord(name))
            node.Wrong("it names a folder: letters, digits and dashes only, such as checkout");
        return node.Scalar ?? "";
    }

    private static string FromFile(string path)
    {
        var file = Path.GetFileNameWithoutExtension(path);
        var name = string.Concat(file.Take(NameRules.Longest).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return name.Length == 0 ? "scenario" : name;
    }
}
