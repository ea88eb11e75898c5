using Harness.Cli;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Checks;
using Harness.Journal;
using Harness.Reports;

namespace Harness.Tests.Checks;

/// <summary>The property the whole house stands on: folding live and folding the file come to the same.</summary>
public sealed class ReplayTests
{
    private static string Summary(RunFold fold)
    {
        using var stream = new MemoryStream();
        ReportFormats.All.Single(report => report.Format == "json").Write(fold, Judgement.Of(fold), stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    [Property(MaxTest = 25)]
    public Property Fold_OfTheFile_EqualsTheLiveFold() => Prop.ForAll(Gen.Choose(0, 9).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), Gen.Choose(30, 58).ToArbitrary(), (failed, milliseconds, until) =>
    {
        var tape = Tape.Run(failed, milliseconds, afterwards: until);
        foreach (var second in Enumerable.Range(0, 30)) tape.Write(new TargetFrame { Target = "shop", Instance = $"shop-{second % 2}", Second = second, Cpu = second / 10.0, MemoryBytes = second, CpuLimit = second % 2 == 0 ? 4 : null, NetworkSentBytes = failed });
        tape.Write(new SignalsLost("processes", "gone") { At = TimeSpan.FromSeconds(30) });
        var live = tape.End();
        var path = Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, JournalReader.FileName);
        using (var journal = new JournalWriter(path, SecretMask.None))
        {
            foreach (var entry in tape.Entries) journal.Write(entry);
        }
        // The tape's plan is of a root that does not exist; that is no part of the fold.
        var replayed = Harness.Running.Replay.Fold(path, KnownKinds.All.Catalog);
        return Summary(tape.Fold) == Summary(replayed) && live.Verdict.Reasons.SequenceEqual(Judgement.Of(replayed).Verdict.Reasons);
    });
}
