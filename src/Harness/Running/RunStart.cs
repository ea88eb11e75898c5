using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Harness.Journal;
using Harness.Load;
using Harness.Plans;

namespace Harness.Running;

/// <summary>What a run begins with: its folder, what must never be shown, and the journal's first entry.</summary>
internal static class RunStart
{
    /// <summary>Makes the run's folder: the time and the scenario's name, with a number where two runs begin in one second.</summary>
    public static string NewFolder(Plan plan, DateTimeOffset wall)
    {
        var root = Path.Combine(plan.Settings.Root, plan.Settings.Reports.Folder);
        var name = wall.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-" + plan.Name;
        var path = Path.Combine(root, name);
        for (var more = 2; Directory.Exists(path); more++) path = Path.Combine(root, $"{name}-{more}");
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The values of all <c>${env:…}</c> that the plan reads.</summary>
    public static IEnumerable<string> Secrets(Plan plan, Func<string, string?> environment) => plan.Requests
        .SelectMany(step => step.Headers.Select(h => h.Value).Append(step.Url).Concat(step.Body is { } body ? [body] : []))
        .Concat(plan.Faults.SelectMany(fault => fault.Action.Templates))
        .SelectMany(template => template.Parts)
        .Where(part => part.Kind == TemplatePartKind.Environment)
        .Select(part => environment(part.Text))
        .OfType<string>();

    /// <summary>Everything needed to read the plan again and to repeat the run.</summary>
    public static RunStarted Entry(Plan plan, RunOptions options, string run, DateTimeOffset wall) => new()
    {
        Wall = wall,
        Run = run,
        Scenario = plan.Name,
        Seed = options.Seed,
        WithFaults = options.WithFaults,
        Command = options.Command,
        Files = [.. plan.Files.Select(file => new JournalFile(file.Role, file.Path, file.Text))],
        Commit = Commit.Of(plan.Settings.Root),
        Environment = new RunEnvironment(
            typeof(RunStart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Environment.MachineName, Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Generator.Describe(plan))
        {
            MostFiles = MachineLimits.Files,
            LocalPorts = MachineLimits.Ports,
        },
    };
}
