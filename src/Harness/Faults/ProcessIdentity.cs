using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Harness.Faults;

/// <summary>A process, told apart from a later one with the same number.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, in a form that no clock adjustment changes where the system has one.</param>
public sealed record ProcessIdentity(int Id, string Started)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Own => Of(Environment.ProcessId)!;

    /// <summary>The identity of a process that runs now, or null.</summary>
    public static ProcessIdentity? Of(int id)
    {
        // Linux: boot id and start in ticks since boot, since .NET computes StartTime from the wall clock, which may be set meanwhile.
        if (OperatingSystem.IsLinux())
        {
            try
            {
                var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
                if (fields[0] is "Z" or "X") return null;
                return new(id, $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{fields[19]}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : new(id, process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>True where this very process still runs.</summary>
    public bool IsAlive => Of(Id) == this;

    /// <summary>
    /// Ends the process and all that it started, first asking, and waits until they are gone. A process that took the number since is left
    /// alone. A shell that ends without its children does not take them along, so they are noted before.
    /// </summary>
    /// <returns>True where all are gone.</returns>
    public async Task<bool> End(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        if (!IsAlive) return true;
        var children = Descendants();
        var gone = await EndOne(patience, time, ct).ConfigureAwait(false);
        foreach (var child in children) gone &= !child.IsAlive || await child.EndOne(patience, time, ct).ConfigureAwait(false);
        return gone;
    }

    /// <summary>True while it stands still after SIGSTOP.</summary>
    public bool IsPaused
    {
        get
        {
            if (OperatingSystem.IsWindows()) return false;
            try
            {
                if (OperatingSystem.IsLinux()) return File.ReadAllText($"/proc/{Id}/stat").Split(") ")[^1].StartsWith('T');
                using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "state=", "-p", Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                return ps.StandardOutput.ReadToEnd().TrimStart().StartsWith('T');
            }
            catch (Exception e) when (e is IOException or Win32Exception or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Sends a signal by its name without SIG.</summary>
    /// <exception cref="FaultException">It cannot be sent: not on this system, or not to this process.</exception>
    public void Signal(string signal)
    {
        if (OperatingSystem.IsWindows()) throw new FaultException($"Windows has no SIG{signal}: a process there can only be killed; a container can be sent any signal");
        if (IsAlive && !Native.Signal(Id, signal) && IsAlive) throw new FaultException($"process {Id} may not be sent SIG{signal}");
    }

    /// <summary>Kills it and all that it started at once, and waits until they are gone.</summary>
    /// <exception cref="FaultException">It does not end.</exception>
    public async Task Kill(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        KillTree();
        if (!await Gone(patience, time, ct).ConfigureAwait(false)) throw new FaultException($"process {Id} was killed and does not end");
    }

    /// <summary>This process and those that started it: what no fault may ever hit.</summary>
    public static IReadOnlySet<int> OwnFamily()
    {
        var family = new HashSet<int> { Environment.ProcessId };
        if (!OperatingSystem.IsLinux()) return family;
        var parents = Parents();
        for (var id = Environment.ProcessId; parents.TryGetValue(id, out id) && id > 0 && family.Add(id);) { }
        return family;
    }

    /// <summary>The processes that this one started, and those that they did. Only Linux tells; elsewhere the whole tree is killed without being asked.</summary>
    public IReadOnlyList<ProcessIdentity> Descendants()
    {
        var found = new List<ProcessIdentity>();
        var parents = Parents();
        var family = new HashSet<int> { Id };
        while (parents.FirstOrDefault(p => family.Contains(p.Value) && !family.Contains(p.Key)) is { Key: > 0 } child)
        {
            family.Add(child.Key);
            if (Of(child.Key) is { } identity) found.Add(identity);
        }
        return found;
    }

    /// <summary>Who started whom; empty where the system does not say.</summary>
    private static Dictionary<int, int> Parents()
    {
        var parents = new Dictionary<int, int>();
        if (!OperatingSystem.IsLinux()) return parents;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                parents[id] = int.Parse(File.ReadAllText($"{folder}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }
        return parents;
    }

    private void KillTree()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            if (IsAlive) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone in the meantime, or not ours to end: who waits for its end sees says which.
        }
    }

    private async Task<bool> EndOne(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux() && Native.Signal(Id, "TERM") && await Gone(patience, time, ct).ConfigureAwait(false)) return true;
        KillTree();
        return await Gone(patience, time, ct).ConfigureAwait(false);
    }

    private async Task<bool> Gone(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (IsAlive)
        {
            if (time.GetElapsedTime(began) > patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct).ConfigureAwait(false);
        }
        return true;
    }
}
