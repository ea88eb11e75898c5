namespace Harness.Plans;

/// <summary>Reads harness.json.</summary>
/// <param name="root">Its root mapping.</param>
/// <param name="catalog">The kinds it may name.</param>
internal sealed class SettingsReader(PlanNode root, PlanCatalog catalog)
{
    /// <summary>The settings, with what could be read even where there are problems, so that the scenario can be checked against them.</summary>
    /// <param name="folder">Where harness.json lies.</param>
    public Settings Read(string folder)
    {
        root.Takes("targets", "proxies", "toxiproxy", "safety", "reports");
        root["toxiproxy"]?.Word("embedded");
        var safety = root["safety"] is { } node ? ReadSafety(node) : new Safety();
        var targets = new Dictionary<string, Target>();
        foreach (var (key, value) in root["targets"]?.Mapping() ?? [])
            targets[key.Scalar!] = new TargetReader(key, value).Read();
        var proxies = new Dictionary<string, ProxyLink>();
        foreach (var (key, value) in root["proxies"]?.Mapping() ?? [])
            proxies[key.Scalar!] = new ProxyReader(key, value).Read();
        var settings = new Settings
        {
            Root = folder,
            Targets = targets,
            Proxies = proxies,
            Safety = safety,
            Reports = root["reports"] is { } reports ? ReadReports(reports) : new ReportSettings(),
        };
        new SettingsRules(root, settings).Check();
        return settings;
    }

    private static Safety ReadSafety(PlanNode node)
    {
        node.Takes("allowedHosts", "maxRate", "maxFaultDuration");
        var safety = new Safety();
        return new Safety
        {
            AllowedHosts = node["allowedHosts"]?.List() is { } hosts
                ? [.. hosts.Select(host => host.Text()).OfType<string>()]
                : safety.AllowedHosts,
            MaxRate = node["maxRate"]?.Rate() ?? safety.MaxRate,
            MaxFaultDuration = node["maxFaultDuration"]?.Duration() ?? safety.MaxFaultDuration,
        };
    }

    private ReportSettings ReadReports(PlanNode node)
    {
        node.Takes("folder", "formats");
        var reports = new ReportSettings();
        return new ReportSettings
        {
            Folder = node["folder"]?.Text() ?? reports.Folder,
            Formats = node["formats"]?.List(1) is { } formats
                ? [.. formats.Select(format => format.Word(catalog.Formats)).OfType<string>().Distinct()]
                : reports.Formats,
        };
    }
}
