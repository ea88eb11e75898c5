namespace Harness.Plans;

/// <summary>harness.json: what is true for every scenario.</summary>
public sealed record Settings
{
    /// <summary>The folder that relative paths (projects, reports) count from: where harness.json lies.</summary>
    public required string Root { get; init; }

    /// <summary>The programs under test, by name.</summary>
    public IReadOnlyDictionary<string, Target> Targets { get; init; } = new Dictionary<string, Target>();

    /// <summary>The links between them that faults can act on, by name.</summary>
    public IReadOnlyDictionary<string, ProxyLink> Proxies { get; init; } = new Dictionary<string, ProxyLink>();

    /// <summary>What no scenario may go beyond.</summary>
    public Safety Safety { get; init; } = new();

    /// <summary>Where reports go and in which formats.</summary>
    public ReportSettings Reports { get; init; } = new();
}

/// <summary>A program under test.</summary>
public sealed record Target
{
    /// <summary>Its name in harness.json.</summary>
    public required string Name { get; init; }

    /// <summary>Where it answers; null for a group.</summary>
    public Uri? Url { get; init; }

    /// <summary>The path whose 200 says that it is ready, or null: it is taken as it is.</summary>
    public string? Health { get; init; }

    /// <summary>How to start it, or null where it runs already.</summary>
    public TargetProcess? Process { get; init; }

    /// <summary>Targets and proxies that must be there before it.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The members of a group, or empty. Load goes to them round robin per request; faults address members.</summary>
    public IReadOnlyList<string> Instances { get; init; } = [];

    /// <summary>The opt-in (<c>"chaos": true</c>) without which no fault may touch it.</summary>
    public bool Chaos { get; init; }
}

/// <summary>How to start a target: a .NET project, built once and started directly, or any command.</summary>
public sealed record TargetProcess
{
    /// <summary>The folder or file of a .NET project, relative to harness.json; null with <see cref="Command"/>.</summary>
    public string? Project { get; init; }

    /// <summary>A program, by path or by name on PATH; null with <see cref="Project"/>.</summary>
    public string? Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Environment on top of the harness's own; ASPNETCORE_URLS is the target's url unless set here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A TCP link through the embedded proxy.</summary>
/// <param name="Name">Its name in harness.json.</param>
/// <param name="Listen">host:port it listens on.</param>
/// <param name="Upstream">host:port it passes traffic to.</param>
/// <param name="Chaos">The opt-in without which no fault may touch it.</param>
public sealed record ProxyLink(string Name, string Listen, string Upstream, bool Chaos);

/// <summary>What no scenario may go beyond; a refusal is exit code 116.</summary>
public sealed record Safety
{
    /// <summary>The only hosts that load or faults may reach. Default: loopback.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = ["127.0.0.1", "localhost", "::1"];

    /// <summary>The highest planned rate, iterations a second. Default 200,000/s.</summary>
    public double MaxRate { get; init; } = 200_000;

    /// <summary>The longest planned fault. Default 10 minutes.</summary>
    public TimeSpan MaxFaultDuration { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Where reports go and in which formats.</summary>
public sealed record ReportSettings
{
    /// <summary>Relative to harness.json. Default <c>reports</c>.</summary>
    public string Folder { get; init; } = "reports";

    /// <summary>Default html and json.</summary>
    public IReadOnlyList<string> Formats { get; init; } = ["html", "json"];
}
