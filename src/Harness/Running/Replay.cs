using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Running;

/// <summary>Folds a run again from its journal, as it was folded live.</summary>
public static class Replay
{
    /// <summary>The fold of a journal file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">What its plan may name.</param>
    /// <exception cref="JournalException">The file cannot be read as a journal, or its plan cannot be read by this version.</exception>
    public static RunFold Fold(string path, PlanCatalog catalog)
    {
        if (!File.Exists(path)) throw new JournalException($"{path}: no such file; give a run's folder, like reports/20261123-020006-checkout");
        RunFold? fold = null;
        foreach (var entry in JournalReader.Read(path))
        {
            if (entry is RunStarted start && fold is null) fold = new RunFold(Plan(path, start, catalog));
            fold!.Consume(entry);
        }
        fold!.Complete();
        return fold;
    }

    private static Plan Plan(string path, RunStarted start, PlanCatalog catalog)
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "..", ".."));
        var reading = PlanFile.Read([.. start.Files.Select(file => new PlanText(file.Role, file.Path, file.Text))], root, catalog, checkEnvironment: false);
        if (reading.Plan is not { } plan) throw new JournalException($"{path}:1: this version cannot read the plan: {string.Join("; ", reading.Problems)}");
        return start.WithFaults ? plan : plan.Rehearsal;
    }
}
