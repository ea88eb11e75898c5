using System.Globalization;
using Harness.Checks;
using Harness.Journal;
using Harness.Plans;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Where it ran, and how to run it again.</summary>
internal static class EnvironmentSection
{
    private const double GibiBytes = 1024 * 1024 * 1024;

    public static SectionText Draw(Facts facts)
    {
        if (facts.Run.Start is not { } start) return new($"The journal has no beginning, so nothing is known of where this ran.", Html.None);
        var targets = facts.Plan.Settings.Targets.Values.Select(Target);
        return new($"Same seed, same arrivals, same think times. Secrets are never written here.", $"""
            <div class="cols"><dl class="en">{Item("Seed", Code(start.Seed.ToString(CultureInfo.InvariantCulture)))}{Item("Commit", start.Commit is { } commit ? Code(commit) : (Html)$"none: not a working tree")}{Item("Run", Code(start.Run))}{Item("Harness", $"{start.Environment.Harness}")}{Item("Transport", $"{start.Environment.Transport}")}{facts.Plan.Loads.Select(load => Item(load.Name == LoadPlan.DefaultName ? "Load" : $"Load {load.Name}", $"{Load(load)}"))}</dl><dl class="en">{Item("Machine", $"{start.Environment.Machine}, {start.Environment.Cores} cores, {(start.Environment.MemoryBytes / GibiBytes).ToString("0.#", CultureInfo.InvariantCulture)} GiB")}{Item("System", $"{start.Environment.OS}")}{Item(".NET", $"{start.Environment.Runtime}")}{targets}{Item("Precision", $"HDR, 3 significant digits")}</dl></div>{Leftovers(facts.Run)}
            <h3>Run it again</h3>{Command(Checkout(start.Commit) + start.Command)}<h3>Draw this report again</h3>{Command($"harness report {facts.Plan.Settings.Reports.Folder}/{start.Run}")}{start.Files.Select(File)}
            """);
    }

    private static Html Item(string term, Html text) => $"<div><dt>{term}</dt><dd>{text}</dd></div>";

    private static Html Code(string text) => $"<code>{text}</code>";

    private static Html Command(string text) => $"""<pre class="cmd" tabindex="0">{text}</pre>""";

    /// <summary>A commit ends in <c>+changes</c> where the working tree had some; git does not know these.</summary>
    private static string Checkout(string? commit) => commit?.Split('+') switch
    {
        null => "",
        [var clean] => $"git checkout {clean}\n",
        var parts => $"git checkout {parts[0]}  # the run had uncommitted changes on top\n",
    };

    private static string Load(LoadPlan load) => load.IsOpen
        ? $"open ({load.Executor.Name()}{(load.Arrival == Arrival.Poisson ? ", Poisson" : "")}): due times are the plan's"
        : $"closed ({load.Executor.Name()}): each virtual user waits for its answer";

    private static Html Target(Target target) => target.Instances.Count > 0
        ? Item("Target", $"{target.Name}: {Words.List(target.Instances)}")
        : Item("Target", $"{target.Name}{(target.Url is { } url ? $", {url}" : "")}");

    private static Html Leftovers(RunFold run) => run.Leftovers.Count == 0 ? Html.None : (Html)$"""
        <h3>Found of earlier runs</h3><ul class="left">{run.Leftovers.Select(l => (Html)$"<li>{Mark.Of(l.Healed)} {l.What}, of run {l.Run}: {(l.Healed ? "healed" : "still there")}. {l.Note}</li>")}</ul>
        """;

    private static Html File(JournalFile file) =>
        $"""<details class="scn"><summary>{(file.Role == "scenario" ? "The scenario as run" : file.Role == "settings" ? "The settings as read" : file.Role)}: {file.Path}</summary><pre tabindex="0">{file.Text}</pre></details>""";
}
