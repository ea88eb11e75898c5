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

    /// <summary>The processes that this one started, and those that they did. Only Linux tells; elsewhere the whole tree is killed without being asked.</summary>
    private List<ProcessIdentity> Descendants()
    {
        var found = new List<ProcessIdentity>();
        if (!OperatingSystem.IsLinux()) return found;
        var parents = new Dictionary<int, int>();
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
        var family = new HashSet<int> { Id };
        while (parents.FirstOrDefault(p => family.Contains(p.Value) && !family.Contains(p.Key)) is { Key: > 0 } child)
        {
            family.Add(child.Key);
            if (Of(child.Key) is { } identity) found.Add(identity);
        }
        return found;
    }

    private async Task<bool> EndOne(TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux() && Native.Terminate(Id) && await Gone(patience, time, ct).ConfigureAwait(false)) return true;
        try
        {
            using var process = Process.GetProcessById(Id);
            if (IsAlive) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone in the meantime, or not ours to end: the check below says which.
        }
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
