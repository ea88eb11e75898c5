using System.Text;

namespace Harness.Plans;

/// <summary>Reads a plan: a scenario, and the harness.json that it stands on.</summary>
public static class PlanFile
{
    /// <summary>The name of the settings file.</summary>
    public const string SettingsName = "harness.json";

    /// <summary><see cref="PlanText.Role"/> of the scenario.</summary>
    public const string ScenarioRole = "scenario";

    /// <summary><see cref="PlanText.Role"/> of harness.json.</summary>
    public const string SettingsRole = "settings";

    /// <summary>Larger files are refused.</summary>
    public const int LargestFile = 1024 * 1024;

    /// <summary>
    /// Reads a scenario and the harness.json found by walking up from its folder, then from the current directory;
    /// without one the defaults hold, and paths count from the current directory.
    /// </summary>
    /// <param name="scenarioPath">The file, as the user gave it; problems show it so.</param>
    /// <param name="catalog">The kinds a plan may name.</param>
    public static PlanReading Read(string scenarioPath, PlanCatalog catalog)
    {
        var problems = new ProblemList();
        var current = Directory.GetCurrentDirectory();
        var files = new List<PlanText>();
        if (ReadText(ScenarioRole, scenarioPath, problems) is { } scenario)
            files.Add(scenario);
        var settings = FindSettings(Path.GetDirectoryName(Path.GetFullPath(scenarioPath))) ?? FindSettings(current);
        if (settings is not null && ReadText(SettingsRole, Path.GetRelativePath(current, settings), problems) is { } text)
            files.Add(text);
        var reading = Read(files, Path.GetDirectoryName(settings) ?? current, catalog, checkEnvironment: true, problems, settings is null || files.Exists(IsSettings));
        return reading;
    }

    /// <summary>Reads a plan from texts, those of a journal for instance. Without a settings text the defaults hold.</summary>
    /// <param name="files">The scenario, and harness.json where there is one.</param>
    /// <param name="root">The folder that relative paths count from.</param>
    /// <param name="catalog">The kinds a plan may name.</param>
    /// <param name="checkEnvironment">True to look whether <c>${env:NAME}</c> is set; false where the plan is only looked at, later and elsewhere.</param>
    public static PlanReading Read(IReadOnlyList<PlanText> files, string root, PlanCatalog catalog, bool checkEnvironment) =>
        Read(files, root, catalog, checkEnvironment, new ProblemList(), settingsAreThere: true);

    private static PlanReading Read(
        IReadOnlyList<PlanText> files, string root, PlanCatalog catalog, bool checkEnvironment, ProblemList problems, bool settingsAreThere)
    {
        var settings = settingsAreThere ? new Settings { Root = root } : null;
        if (files.FirstOrDefault(IsSettings) is { } settingsText)
        {
            var node = PlanDocument.Read(settingsText, SettingsName, problems);
            settings = node is null ? null : new SettingsReader(node, catalog).Read(root);
        }

        Plan? plan = null;
        if (files.FirstOrDefault(file => file.Role == ScenarioRole) is not { } scenario)
        {
            if (problems.IsEmpty)
                problems.Add(new Problem(SettingsName, 1, 1, "there is no scenario to read"));
        }
        else if (PlanDocument.Read(scenario, "the scenario", problems) is { } node)
        {
            plan = new ScenarioReader(node, settings, catalog, checkEnvironment).Read(files);
        }

        return new PlanReading(problems.IsEmpty ? plan : null, problems.Problems, problems.Warnings);
    }

    private static bool IsSettings(PlanText file) => file.Role == SettingsRole;

    private static string? FindSettings(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, SettingsName);
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    private static PlanText? ReadText(string role, string path, ProblemList problems)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var bytes = new byte[LargestFile + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= LargestFile)
                return new PlanText(role, path, Encoding.UTF8.GetString(bytes, 0, length));
            problems.Add(new Problem(path, 1, 1, "the file is larger than 1 MiB; a plan is a page or two"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(new Problem(path, 1, 1, Unreadable(path, e)));
        }

        return null;
    }

    private static string Unreadable(string path, Exception error)
    {
        if (Directory.Exists(path))
            return "this is a folder; name a scenario file in it";
        if (error is not (FileNotFoundException or DirectoryNotFoundException))
            return $"the file cannot be read: {error.Message}";
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        var near = Directory.Exists(folder)
            ? Nearest.To(Path.GetFileName(path), Directory.EnumerateFiles(folder).Take(1000).Select(file => Path.GetFileName(file)))
            : null;
        return "there is no such file" + (near is null ? "" : $"; did you mean '{Path.Combine(Path.GetDirectoryName(path) ?? "", near)}'?");
    }
}
