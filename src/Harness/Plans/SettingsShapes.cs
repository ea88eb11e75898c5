namespace Harness.Plans;

/// <summary>The keys of harness.json.</summary>
public static class SettingsShapes
{
    /// <summary>How to start a target.</summary>
    public static Shape Process { get; } = Shape.Mapping(
        new("project", Shape.Text, "The folder or file of a .NET project, relative to harness.json; built once and started directly."),
        new("command", Shape.Text, "A program, by path or by name on PATH."),
        new("args", Shape.List(Shape.Text), "Its arguments."),
        new("environment", Shape.MapOf(Shape.Text), "Environment on top of the harness's own; ASPNETCORE_URLS is the target's url unless set here."),
        new("pidFile", Shape.Text, "Instead: the file with the number of a process that runs already, relative to harness.json."),
        new("port", Shape.Integer(1, 65_535), "Instead: the TCP port that a process which runs already listens on."));

    /// <summary>A container, or several.</summary>
    public static Shape Container { get; } = Shape.Mapping(
        new("name", Shape.Text, "The name of one that runs already."),
        new("labels", Shape.List(Shape.Text), "Instead: labels that those have which run already, key=value or key; all of them."),
        new("compose", new Shape { Types = ["string"], Pattern = "^[^/]+/[^/]+$" }, "Instead: a service of a Compose project that runs already, project/service."),
        new("exclude", Shape.List(Shape.Text), "Labels of containers that are left out, whatever else they have."),
        new("image", Shape.Text, "Instead: the image to start, and to remove at the end."),
        new("project", Shape.Text, "Instead: the folder or file of a .NET project to make the image of, relative to harness.json; no registry is needed. On Linux."),
        new("args", Shape.List(Shape.Text), "Arguments of the image's program."),
        new("environment", Shape.MapOf(Shape.Text), "Its environment; ASPNETCORE_URLS is the port below unless set here."),
        new("port", Shape.Integer(1, 65_535), "The port that it listens on inside; published as the target's url.", "8080"),
        new("mounts", Shape.List(Shape.Text), "Folders or files of this machine: source:target, or source:target:ro; a source without a slash is a volume of the run."),
        new("cpus", Shape.Number(0.01, 1024), "The most processors it may use."),
        new("memory", Shape.Size, "The most memory it may use: 256MB."));

    /// <summary>A program under test.</summary>
    public static Shape Target { get; } = Shape.Mapping(
        new("url", Shape.Text, "Where it answers: http:// or https:// with a host and a port and no path."),
        new("health", Shape.Text, "The path whose 200 says that it is ready."),
        new("process", Process, "The process that it is: how to start it, or where to find it."),
        new("container", Container, "The container that it is, or containers: an image to start, or where to find them."),
        new("host", Shape.Bool, "true: it is this very machine.", "false"),
        new("needs", Shape.List(Shape.Text), "Targets and proxies that must be there before it."),
        new("chaos", Shape.Bool, "true: faults may touch it.", "false"),
        new("instances", Shape.List(Shape.Text), "The members of a group: load goes round robin per request, faults address members."));

    /// <summary>A link that faults can act on.</summary>
    public static Shape Proxy { get; } = Shape.Mapping(
        new("listen", Shape.Text, "host:port it listens on.", Required: true),
        new("upstream", Shape.Text, "host:port it passes traffic to.", Required: true),
        new("chaos", Shape.Bool, "true: faults may touch it.", "false"));

    /// <summary>What no scenario may go beyond.</summary>
    public static Shape Safety { get; } = Shape.Mapping(
        new("allowedHosts", Shape.List(Shape.Text), "The only hosts that load or faults may reach.", "[127.0.0.1, localhost, \"::1\"]"),
        new("maxRate", Shape.Rate, "The highest planned rate.", "200000/s"),
        new("maxFaultDuration", Shape.Duration, "The longest planned fault.", "10m"),
        new("maxFaults", Shape.Integer(1, 1000), "The most planned faults at one time.", "4"),
        new("maxShare", Shape.Number(0.01, 1), "The largest share of several targets that one fault may hit: 0.5 is half, rounded down, and never less than one.", "1"),
        new("maxDuration", Shape.Duration, "The longest planned run.", "24h"),
        new("allowCommands", Shape.Bool, "true: faults may run commands of other tools.", "false"));

    /// <summary>What sends the load.</summary>
    public static Shape Generator { get; } = Shape.Mapping(
        new("transport", Shape.Word("auto", "epoll", "sockets", "http-client"), "What carries HTTP/1.1: an event loop over Linux's epoll, the same over the framework's sockets, or the framework's client.", "auto"),
        new("loops", Shape.Integer(1, 256), "Event loops, each on a thread of its own. Default one a core, as far as the load needs them."),
        new("spin", Shape.Duration, "How long before a due time a loop looks at the clock all the time instead of sleeping: more exact, for a core of its own.", "0s"));

    /// <summary>Whose certificates are believed.</summary>
    public static Shape Tls { get; } = Shape.Mapping(
        new("verify", Shape.Bool, "false: any certificate is taken, as for a system with one that nobody signed.", "true"),
        new("ca", Shape.Text, "The file (PEM) of authorities that are believed beside those of the system, relative to harness.json."));

    /// <summary>Where reports go and in which formats.</summary>
    public static Shape Reports(PlanCatalog catalog) => Shape.Mapping(
        new("folder", Shape.Text, "Relative to harness.json.", "reports"),
        new("formats", Shape.List(Shape.Word(catalog.Formats)), "What is written beside the journal.", $"[{string.Join(", ", new ReportSettings().Formats)}]"));

    /// <summary>All of harness.json.</summary>
    /// <param name="catalog">The report formats there are.</param>
    public static Shape Settings(PlanCatalog catalog) => Shape.Mapping(
        new("$schema", Shape.Text, "Where an editor finds the schema; not read otherwise."),
        new("targets", Shape.MapOf(Target), "The programs under test, by name."),
        new("proxies", Shape.MapOf(Proxy), "The links between them that faults can act on, by name."),
        new("toxiproxy", new Shape { Types = ["string"], Pattern = "^(embedded|https?://.+)$" }, "Whose proxies: embedded, or the URL of a Toxiproxy server.", "embedded"),
        new("safety", Safety, "What no scenario may go beyond."),
        new("generator", Generator, "What sends the load."),
        new("tls", Tls, "Whose certificates are believed where something is reached by https."),
        new("reports", Reports(catalog), "Where reports go and in which formats."));
}
