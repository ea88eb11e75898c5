using System.Diagnostics;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Integration.Tests.Faults;

/// <summary>Real processes that only sleep, as a group of targets found by their pid files.</summary>
internal sealed class Sleepers : IDisposable
{
    private readonly List<Process> processes = [];

    public Sleepers(int count)
    {
        var targets = new Dictionary<string, Target>();
        for (var i = 1; i <= count; i++)
        {
            var process = Process.Start("sleep", "120");
            processes.Add(process);
            File.WriteAllText(Path.Combine(Folder, $"{i}.pid"), $"{process.Id}");
            targets[$"sleeper-{i}"] = new Target { Name = $"sleeper-{i}", Chaos = true, Process = new TargetProcess { PidFile = $"{i}.pid" } };
        }
        targets["all"] = new Target { Name = "all", Instances = [.. targets.Keys] };
        Settings = new Settings { Root = Folder, Targets = targets };
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("harness-sleepers-").FullName;

    public Settings Settings { get; }

    public IReadOnlyList<ProcessIdentity> Identities => [.. processes.Select(process => ProcessIdentity.Of(process.Id)).OfType<ProcessIdentity>()];

    /// <summary>Kills one, and waits until it is gone.</summary>
    public void Kill(int number)
    {
        processes[number - 1].Kill();
        processes[number - 1].WaitForExit();
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }
}
