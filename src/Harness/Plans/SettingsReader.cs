using System.Globalization;

namespace Harness.Plans;

/// <summary>Reads harness.json.</summary>
/// <param name="root">Its root mapping.</param>
/// <param name="catalog">The kinds it may name.</param>
internal sealed class SettingsReader(PlanNode root, PlanCatalog catalog)
{
    /// <summary>The settings, with what could be read even where there are problems, so that the scenario can be checked against them.</summary>
    /// <param name="folder">Where harness.json lies.</param>
    /// <param name="own">The limits that harness.json itself has, or null; what was laid over it can only tighten them.</param>
    public Settings Read(string folder, PlanNode? own)
    {
        root.Takes(SettingsShapes.Settings(catalog));
        var ownSafety = own is null ? new Safety() : ReadSafety(own, new Safety());
        var safety = ownSafety;
        if (root["safety"] is { } limits && !ReferenceEquals(limits, own))
        {
            safety = ReadSafety(limits, ownSafety);
            CheckTighter(limits, safety, ownSafety);
        }

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
            Toxiproxy = root["toxiproxy"] is { } server ? Toxiproxy(server, safety) : null,
            Safety = safety,
            Generator = root["generator"] is { } generator ? ReadGenerator(generator) : new GeneratorSettings(),
            Tls = root["tls"] is { } tls ? ReadTls(tls, folder) : new TlsSettings(),
            Reports = root["reports"] is { } reports ? ReadReports(reports) : new ReportSettings(),
        };
        new SettingsRules(root, settings).Check();
        return settings;
    }

    private static void CheckTighter(PlanNode node, Safety safety, Safety own)
    {
        if (!node.IsMapping)
            return;
        if (safety.AllowedHosts.FirstOrDefault(host => !own.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)) is { } host)
            (node["allowedHosts"] ?? node).Refuse($"{host} is not in safety.allowedHosts of {PlanFile.SettingsName} ({string.Join(", ", own.AllowedHosts)}); other layers can only tighten it");
        if (safety.MaxRate > own.MaxRate)
            (node["maxRate"] ?? node).Refuse($"safety.maxRate of {PlanFile.SettingsName} is {Units.FormatRate(own.MaxRate)}; other layers can only tighten it");
        if (safety.MaxFaultDuration > own.MaxFaultDuration)
            (node["maxFaultDuration"] ?? node).Refuse($"safety.maxFaultDuration of {PlanFile.SettingsName} is {Units.Format(own.MaxFaultDuration)}; other layers can only tighten it");
        if (safety.MaxFaults > own.MaxFaults)
            (node["maxFaults"] ?? node).Refuse($"safety.maxFaults of {PlanFile.SettingsName} is {own.MaxFaults}; other layers can only tighten it");
        if (safety.MaxShare > own.MaxShare)
            (node["maxShare"] ?? node).Refuse(string.Create(CultureInfo.InvariantCulture, $"safety.maxShare of {PlanFile.SettingsName} is {own.MaxShare}; other layers can only tighten it"));
        if (safety.AllowCommands && !own.AllowCommands)
            (node["allowCommands"] ?? node).Refuse($"safety.allowCommands of {PlanFile.SettingsName} is false; other layers can only tighten it");
        if (safety.MaxDuration > own.MaxDuration)
            (node["maxDuration"] ?? node).Refuse($"safety.maxDuration of {PlanFile.SettingsName} is {Units.Format(own.MaxDuration)}; other layers can only tighten it");
    }

    private static Uri? Toxiproxy(PlanNode node, Safety safety)
    {
        if (node.Text() is not { } text || text == "embedded")
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" })
        {
            UrlRules.CheckHost(node, url.Host.Trim('[', ']'), safety);
            return url;
        }
        node.Wrong("it is embedded, or the URL of a Toxiproxy server, such as http://127.0.0.1:8474");
        return null;
    }

    /// <summary>The limits that a layer has.</summary>
    /// <param name="node">What it says.</param>
    /// <param name="safety">What holds where it says nothing.</param>
    private static Safety ReadSafety(PlanNode node, Safety safety)
    {
        node.Takes(SettingsShapes.Safety);
        return new Safety
        {
            AllowedHosts = node["allowedHosts"]?.List() is { } hosts
                ? [.. hosts.Select(host => host.Text()).OfType<string>()]
                : safety.AllowedHosts,
            MaxRate = node["maxRate"]?.Rate() ?? safety.MaxRate,
            MaxFaultDuration = node["maxFaultDuration"]?.Duration() ?? safety.MaxFaultDuration,
            MaxFaults = node["maxFaults"]?.Integer(1, 1000) ?? safety.MaxFaults,
            MaxShare = node["maxShare"]?.Share() ?? safety.MaxShare,
            AllowCommands = node["allowCommands"]?.Bool() ?? safety.AllowCommands,
            MaxDuration = node["maxDuration"]?.PositiveDuration() ?? safety.MaxDuration,
        };
    }

    private static GeneratorSettings ReadGenerator(PlanNode node)
    {
        node.Takes(SettingsShapes.Generator);
        return new GeneratorSettings
        {
            Transport = node["transport"]?.Word("auto", "epoll", "sockets", "http-client") switch { "epoll" => TransportKind.Epoll, "sockets" => TransportKind.Sockets, "http-client" => TransportKind.HttpClient, _ => TransportKind.Auto },
            Loops = node["loops"]?.Integer(1, 256),
            Spin = node["spin"]?.Duration(atMost: TimeSpan.FromMilliseconds(10)) ?? TimeSpan.Zero,
        };
    }

    private static TlsSettings ReadTls(PlanNode node, string folder)
    {
        node.Takes(SettingsShapes.Tls);
        var tls = new TlsSettings();
        tls = new TlsSettings { Verify = node["verify"]?.Bool() ?? tls.Verify, Authorities = node["ca"]?.Text() is { } file ? Path.Combine(folder, file) : null };
        if (tls is { Verify: false, Authorities: not null })
            node["ca"]!.Problem("tls.ca says whose certificates are believed, and with verify: false all are; leave one of them out");
        return tls;
    }

    private ReportSettings ReadReports(PlanNode node)
    {
        node.Takes(SettingsShapes.Reports(catalog));
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
