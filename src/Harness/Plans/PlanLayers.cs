namespace Harness.Plans;

/// <summary>
/// The two root mappings of a plan with everything laid over each other, the strongest last: defaults, harness.json, included files, the
/// scenario, the environment, the command line.
/// </summary>
internal sealed class PlanLayers
{
    /// <summary>What a scenario may say of harness.json's keys.</summary>
    private static readonly string[] Shared = ["reports", "safety"];

    /// <summary>Lays the texts over each other.</summary>
    /// <param name="files">The texts; overrides in their order.</param>
    /// <param name="open">Gives an included file.</param>
    /// <param name="catalog">The kinds a plan may name.</param>
    /// <param name="problems">Where problems are noted.</param>
    /// <param name="settingsAreThere">False where harness.json is there and could not be read: then nothing is checked against it.</param>
    public PlanLayers(IReadOnlyList<PlanText> files, Func<string, PlanNode, PlanText?> open, PlanCatalog catalog, ProblemList problems, bool settingsAreThere)
    {
        var settingsText = files.FirstOrDefault(file => file.Role == PlanFile.SettingsRole);
        var settings = settingsText is not null ? PlanDocument.Read(settingsText, PlanFile.SettingsName, problems)
            : settingsAreThere ? new PlanNode(problems, PlanFile.SettingsName, 1, 1, PlanFile.SettingsName).AsMapping() : null;
        OwnSafety = settings?["safety"];
        var scenario = files.FirstOrDefault(file => file.Role == PlanFile.ScenarioRole) is { } text ? PlanDocument.Read(text, "the scenario", problems) : null;
        if (scenario is not null) scenario = new IncludeReader(open, problems).Read(scenario);
        if (scenario is not null && settings is not null) settings = scenario.Only(key => Shared.Contains(key)).Over(settings).At(settings);
        if (settings is not null)
        {
            var keys = SettingsShapes.Settings(catalog).Keys!.Select(key => key.Name).ToList();
            foreach (var file in files.Where(file => file.Role == PlanFile.SetRole)) PlanOverride.Apply(file, ref scenario, ref settings, keys, problems);
        }
        (Settings, Scenario) = (settings, scenario);
    }

    /// <summary>harness.json, or null where it could not be read.</summary>
    public PlanNode? Settings { get; }

    /// <summary>harness.json's own limits, which everything that is laid over it can only tighten.</summary>
    public PlanNode? OwnSafety { get; }

    /// <summary>The scenario, or null where it could not be read.</summary>
    public PlanNode? Scenario { get; }
}
