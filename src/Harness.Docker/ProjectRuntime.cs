using System.Text.Json;
using Harness.Faults;

namespace Harness.Docker;

/// <summary>The files of the .NET runtime that a built program runs on, taken from this machine: no download, and the version that was tested.</summary>
internal static class ProjectRuntime
{
    /// <summary>Every file, with its place inside an image.</summary>
    /// <exception cref="FaultException">This machine does not have the runtime.</exception>
    public static async Task<IReadOnlyList<(string Inside, string File)>> Files(string assembly, CancellationToken ct)
    {
        var installed = Parse(await ProjectBuild.Output(["--list-runtimes"], assembly, ct).ConfigureAwait(false));
        var files = new List<(string Inside, string File)>();
        var root = "";
        foreach (var (name, version) in Wanted(assembly))
        {
            var best = installed.Where(one => one.Name == name && one.Version.Major == version.Major && one.Version >= version).MaxBy(one => one.Version);
            if (best.Folder is null) throw new FaultException($"{assembly} runs on {name} {version}, which this machine does not have; build an image of it and name that as \"image\"");
            root = Path.GetFullPath(Path.Combine(best.Folder, "..", ".."));
            files.AddRange(Under(Path.Combine(best.Folder, best.Version.ToString()), root));
        }
        var host = Directory.GetDirectories(Path.Combine(root, "host", "fxr")).OrderBy(folder => Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version()).Last();
        return [(Inside(Path.Combine(root, "dotnet"), root), Path.Combine(root, "dotnet")), .. Under(host, root), .. files];
    }

    /// <summary>What stands in its <c>.runtimeconfig.json</c>.</summary>
    private static IEnumerable<(string Name, Version Version)> Wanted(string assembly)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(assembly, ".runtimeconfig.json")));
        var options = file.RootElement.GetProperty("runtimeOptions");
        JsonElement[] frameworks = options.TryGetProperty("frameworks", out var several) ? [.. several.EnumerateArray()] : options.TryGetProperty("framework", out var one) ? [one] : [];
        if (frameworks.Length == 0) throw new FaultException($"{assembly} brings its own runtime; build an image of it and name that as \"image\"");
        return [.. frameworks.Select(framework => (framework.GetProperty("name").GetString()!, Version.Parse(framework.GetProperty("version").GetString()!.Split('-')[0])))];
    }

    /// <summary><c>Microsoft.NETCore.App 10.0.1 [/usr/share/dotnet/shared/Microsoft.NETCore.App]</c>; previews are left out.</summary>
    private static List<(string Name, Version Version, string? Folder)> Parse(string list) =>
        [.. list.Split('\n').Select(line => line.Trim().Split(' ', 3)).Where(parts => parts.Length == 3 && Version.TryParse(parts[1], out _)).Select(parts => (parts[0], Version.Parse(parts[1]), (string?)parts[2].Trim('[', ']')))];

    private static IEnumerable<(string Inside, string File)> Under(string folder, string root) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (Inside(file, root), file));

    private static string Inside(string file, string root) => $"dotnet/{Path.GetRelativePath(root, file)}";
}
