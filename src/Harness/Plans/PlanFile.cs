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

    /// <summary><see cref="PlanText.Role"/> of a file that the scenario includes; they stand in the order in which they are read.</summary>
    public const string IncludeRole = "include";

    /// <summary><see cref="PlanText.Role"/> of a value that was set from outside the files.</summary>
    public const string SetRole = "set";

    /// <summary>
    /// Reads a scenario and the harness.json found by walking up from its folder, then from the current directory;
    /// without one the defaults hold, and paths count from the current directory.
    /// </summary>
    /// <param name="scenarioPath">The file, as the user gave it; problems show it so.</param>
    /// <param name="catalog">The kinds a plan may name.</param>
    /// <param name="overrides">What is set from outside the files, the weaker first: <c>load.maxVUs=200</c>.</param>
    public static PlanReading Read(string scenarioPath, PlanCatalog catalog, params IReadOnlyList<PlanText> overrides)
    {
        var problems = new ProblemList();
        var current = Directory.GetCurrentDirectory();
        var files = new List<PlanText>();
        if (ReadText(ScenarioRole, scenarioPath, problems) is { } scenario)
            files.Add(scenario);
        var settings = FindSettings(Path.GetDirectoryName(Path.GetFullPath(scenarioPath))) ?? FindSettings(current);
        if (settings is not null && ReadText(SettingsRole, Path.GetRelativePath(current, settings), problems) is { } text)
            files.Add(text);
        files.AddRange(overrides);
        PlanText? Open(string path, PlanNode place)
        {
            var found = new ProblemList();
            var file = ReadText(IncludeRole, path, found);
            if (file is null)
                place.Problem($"{place.Scalar}: {found.Problems[0].Message}");
            else
                files.Add(file);
            return file;
        }

        var layers = new PlanLayers(files, Open, catalog, problems, settings is null || files.Exists(IsSettings));
        return Read(layers, files, Path.GetDirectoryName(settings) ?? current, catalog, checkEnvironment: true, problems);
    }

    /// <summary>Reads a plan from texts, those of a journal for instance. Without a settings text the defaults hold.</summary>
    /// <param name="files">The scenario, and harness.json, included files and overrides where there are some.</param>
    /// <param name="root">The folder that relative paths count from.</param>
    /// <param name="catalog">The kinds a plan may name.</param>
    /// <param name="checkEnvironment">True to look whether <c>${env:NAME}</c> is set; false where the plan is only looked at, later and elsewhere.</param>
    public static PlanReading Read(IReadOnlyList<PlanText> files, string root, PlanCatalog catalog, bool checkEnvironment)
    {
        var problems = new ProblemList();
        // Included files are asked for in the order in which they were read the first time, whatever folder that was in.
        var included = new Queue<PlanText>(files.Where(file => file.Role == IncludeRole));
        PlanText? Next(string path, PlanNode place)
        {
            if (included.TryDequeue(out var file)) return file;
            place.Problem($"{path} is not among the files of this plan");
            return null;
        }

        return Read(new PlanLayers(files, Next, catalog, problems, settingsAreThere: true), files, root, catalog, checkEnvironment, problems);
    }

    private static PlanReading Read(PlanLayers layers, IReadOnlyList<PlanText> files, string root, PlanCatalog catalog, bool checkEnvironment, ProblemList problems)
    {
        var settings = layers.Settings is { } node ? new SettingsReader(node, catalog).Read(root, layers.OwnSafety) : null;
        Plan? plan = null;
        if (layers.Scenario is { } scenario)
            plan = new ScenarioReader(scenario, settings, catalog, checkEnvironment).Read(files);
        else if (problems.IsEmpty)
            problems.Add(new Problem(SettingsName, 1, 1, "there is no scenario to read"));
        return new PlanReading(problems.IsEmpty ? plan : null, problems.Problems, problems.Warnings) { Values = PlanValues.Of(layers, catalog) };
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
