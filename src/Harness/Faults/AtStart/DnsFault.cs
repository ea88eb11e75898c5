using System.ComponentModel;
using System.Diagnostics;
using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>A process asks for names, and nobody answers.</summary>
/// <param name="Target">A target that the run starts as a process.</param>
/// <param name="Pick">How many of it.</param>
public sealed record DnsAction(string Target, Pick Pick) : TargetAction(DnsFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"no answer to the DNS questions of {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => $"give {Whom} its nameservers back";
}

/// <summary>
/// <c>dns: { target: payments }</c>. The target is started in a mount namespace of its own (mount_namespaces(7)), in which /etc/resolv.conf is a file of the
/// run; nobody else on the machine sees it. glibc (2.26 and later) and musl look at that file again when it changes. Names in /etc/hosts go on to be found, and
/// so does what a program remembers.
/// </summary>
internal sealed class DnsFault : IFault, IAtStart
{
    public const string Word = "dns";

    private const string FileName = "resolv.conf", Real = "/etc/resolv.conf", Switch = "nsswitch.conf";

    /// <summary>TEST-NET-1 (RFC 5737): nobody has this address, so it never answers; a machine without a way to it says so at once.</summary>
    private const string Nobody = "nameserver 192.0.2.1";

    /// <summary>The program replaces the shell, which replaced unshare: its number is the one that was started.</summary>
    private const string Script = """mount --bind "$0/resolv.conf" /etc/resolv.conf && if [ -e "$0/nsswitch.conf" ]; then mount --bind "$0/nsswitch.conf" /etc/nsswitch.conf; fi && exec "$@" """;

    public string Kind => Word;

    public string Meaning => "A process that the run starts gets no answer to its DNS questions; the machine's own are not touched.";

    public string Needs => "a process that the run starts, on Linux with unshare (package util-linux) and namespaces that may be made";

    public string Undoing => "its nameservers are put back";

    public Shape Shape { get; } = Shape.Mapping(TargetKeys.All);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (Starts.Target(arguments, settings), TargetKeys.Pick(arguments));
        return target is null || pick is null ? null : new DnsAction(target, pick);
    }

    public Launch Ready(Launch launch, Target target, string folder)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Real)) throw new FaultException($"the DNS of {target.Name} can be taken on Linux only, where there is {Real}");
        var own = Directory.CreateDirectory(Starts.Folder(folder, Word, target.Name)).FullName;
        File.WriteAllText(Path.Combine(own, FileName), File.ReadAllText(Real));
        // A resolver daemon would be asked past the file.
        if (File.Exists($"/etc/{Switch}") && File.ReadAllText($"/etc/{Switch}") is var text && text.Contains(" resolve", StringComparison.Ordinal))
            File.WriteAllText(Path.Combine(own, Switch), string.Join('\n', text.Split('\n').Select(line => line.StartsWith("hosts:", StringComparison.Ordinal) ? "hosts: files dns" : line)));
        string[] unshare = ["--mount", "--propagation", "private", .. Environment.IsPrivilegedProcess ? (string[])[] : ["--map-root-user"], "sh", "-c", Script, own];
        Try([.. unshare, "true"], target.Name);
        return launch with { File = "unshare", Arguments = [.. unshare, launch.File, .. launch.Arguments] };
    }

    private static void Try(IReadOnlyList<string> arguments, string target)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new FaultException($"the DNS of {target} cannot be taken: this machine lets no process have a file system of its own ({said.Trim()}); root is needed, or user namespaces");
        }
        catch (Win32Exception e)
        {
            throw new FaultException($"the DNS of {target} cannot be taken: unshare cannot be started ({e.Message}); install the package util-linux");
        }
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => SwappedFile.Prepare(fault, ground, FileName, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) =>
        SwappedFile.Inject(undo, before => string.Join('\n', [.. before.Split('\n').Where(line => !line.TrimStart().StartsWith("nameserver", StringComparison.Ordinal)), Nobody, ""]), ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => SwappedFile.IsThere(undo, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => SwappedFile.Heal(undo, "has its nameservers back", ct);
}
