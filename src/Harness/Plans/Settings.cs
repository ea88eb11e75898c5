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

    /// <summary>The members of a group, or the target itself.</summary>
    public IEnumerable<Target> Members(Target target) => target.Instances.Count == 0 ? [target] : target.Instances.Select(Targets.GetValueOrDefault).OfType<Target>();

    /// <summary>The Toxiproxy server whose proxies are used, or null: the embedded ones.</summary>
    public Uri? Toxiproxy { get; init; }

    /// <summary>What no scenario may go beyond.</summary>
    public Safety Safety { get; init; } = new();

    /// <summary>What sends the load.</summary>
    public GeneratorSettings Generator { get; init; } = new();

    /// <summary>Whose certificates are believed.</summary>
    public TlsSettings Tls { get; init; } = new();

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

    /// <summary>The process that it is: how to start it, or where to find it; null where it is a container, or only an address.</summary>
    public TargetProcess? Process { get; init; }

    /// <summary>The container, or containers, that it is; null where it is a process, or only an address.</summary>
    public TargetContainer? Container { get; init; }

    /// <summary>True for this very machine: what presses on its processors, memory, disk or files.</summary>
    public bool IsHost { get; init; }

    /// <summary>True where it runs already and is found by something else than its url.</summary>
    public bool IsFound => !IsStarted && (Process is not null || Container is not null || IsHost);

    /// <summary>True where the run starts it, and ends it.</summary>
    public bool IsStarted => Process is { IsStarted: true } || Container is { IsStarted: true };

    /// <summary>Targets and proxies that must be there before it.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The members of a group, or empty. Load goes to them round robin per request; faults address members.</summary>
    public IReadOnlyList<string> Instances { get; init; } = [];

    /// <summary>The opt-in (<c>"chaos": true</c>) without which no fault may touch it.</summary>
    public bool Chaos { get; init; }
}

/// <summary>A target that is a process: a .NET project, built once and started directly, or any command; or one that runs already, found by its pid file or its port.</summary>
public sealed record TargetProcess
{
    /// <summary>The file that holds the number of a process that runs already, relative to harness.json; or null.</summary>
    public string? PidFile { get; init; }

    /// <summary>The TCP port that a process which runs already listens on; or null.</summary>
    public int? Port { get; init; }

    /// <summary>True where the run starts it.</summary>
    public bool IsStarted => Project is not null || Command is not null;

    /// <summary>The folder or file of a .NET project, relative to harness.json; null with <see cref="Command"/>.</summary>
    public string? Project { get; init; }

    /// <summary>A program, by path or by name on PATH; null with <see cref="Project"/>.</summary>
    public string? Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Environment on top of the harness's own; ASPNETCORE_URLS is the target's url unless set here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A target that is one container, or several: those that run already, or one that the run starts and removes.</summary>
public sealed record TargetContainer
{
    /// <summary>The least memory that a limit may leave, in bytes: engines take no less, and nothing would run in it.</summary>
    public const long SmallestMemory = 6 * 1024 * 1024;

    /// <summary>The name of one that runs already, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Labels (<c>key=value</c>, or <c>key</c>) that those have which run already; all of them must be there.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>A service of a Compose project that runs already, as <c>project/service</c>; or null.</summary>
    public string? Compose { get; init; }

    /// <summary>Labels of containers that are left out, whatever else they have.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The image to start, or null.</summary>
    public string? Image { get; init; }

    /// <summary>The folder or file of a .NET project to make the image of, relative to harness.json; or null.</summary>
    public string? Project { get; init; }

    /// <summary>Arguments of the image's program.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Its environment; ASPNETCORE_URLS is the port below unless set here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The port that it listens on inside; it is published as the target's <c>url</c>. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Folders or files of this machine, as <c>source:target</c> or <c>source:target:ro</c>; relative sources count from harness.json. A source without a
    /// slash is no path but a volume of the run.
    /// </summary>
    public IReadOnlyList<string> Mounts { get; init; } = [];

    /// <summary>The most processors it may use, or null: all.</summary>
    public double? Cpus { get; init; }

    /// <summary>The most memory it may use, in bytes; or null: all.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>True where the run starts it.</summary>
    public bool IsStarted => Image is not null || Project is not null;
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

    /// <summary>The most planned faults at one time. Default 4.</summary>
    public int MaxFaults { get; init; } = 4;

    /// <summary>The largest share of several targets that one fault may hit, above 0 and up to 1. Default 1: all.</summary>
    public double MaxShare { get; init; } = 1;

    /// <summary>True where a scenario may bring commands of its own (<c>command:</c>), which could be any. Default false.</summary>
    public bool AllowCommands { get; init; }

    /// <summary>The longest planned run, from t = 0. Default 24 hours.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>Where reports go and in which formats.</summary>
public sealed record ReportSettings
{
    /// <summary>Relative to harness.json. Default <c>reports</c>.</summary>
    public string Folder { get; init; } = "reports";

    /// <summary>Default html and json.</summary>
    public IReadOnlyList<string> Formats { get; init; } = ["html", "json"];
}
