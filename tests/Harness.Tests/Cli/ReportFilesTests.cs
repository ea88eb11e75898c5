using Harness.Checks;
using Harness.Cli;
using Harness.Journal;
using Harness.Plans;
using Harness.Tests.Checks;
using Harness.Tests.Reports;

namespace Harness.Tests.Cli;

public sealed class ReportFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("harness-files-").FullName;

    /// <summary>A folder stands where the report should.</summary>
    [Fact]
    public void Write_OneFormatCannotBeWritten_OthersAreAndThePlaceIsLeftAsItWas()
    {
        Directory.CreateDirectory(Path.Combine(folder, "report.html"));
        var (run, judgement) = SampleRun.Passing.Fold();
        var files = ReportFiles.Write(folder, ["html", "json", "junit", "md"], run, judgement);

        Assert.Equal(["junit.xml", "report.html", "summary.json", "summary.md"], Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order());
        Assert.Equal(3, files.Written.Count);
        Assert.StartsWith("report.html cannot be written: ", Assert.Single(files.Problems), StringComparison.Ordinal);
        Assert.EndsWith("summary.json", files.First("journal.ndjson"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AFormatThrows_IsAProblemAndTheOldFileStays()
    {
        File.WriteAllText(Path.Combine(folder, "report.html"), "of the last time");
        var (run, judgement) = (SampleRun.Passing with { Change = plan => plan with { Faults = [plan.Faults[0] with { Action = new Indescribable() }] } }).Fold();
        var files = ReportFiles.Write(folder, ["html", "json"], run, judgement);

        Assert.Equal("of the last time", File.ReadAllText(Path.Combine(folder, "report.html")));
        Assert.EndsWith("summary.json", Assert.Single(files.Written), StringComparison.Ordinal);
        Assert.Contains("no words for it", Assert.Single(files.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Pass, ExitCode.Crashed)]
    [InlineData(ExitCode.HypothesisFailed, ExitCode.HypothesisFailed)]
    public void Show_Problems_AllAreSaidAndOnlyAPassIsNone(ExitCode verdict, ExitCode code)
    {
        using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(code, new ReportFiles([], ["one", "two"]).Show(verdict, output));
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(verdict, new ReportFiles([], []).Show(verdict, output));
    }

    [Fact]
    public void Report_OneFormatCannotBeWritten_HasTheOthersAndIsNoPass()
    {
        var run = Directory.CreateDirectory(Path.Combine(folder, "reports", "run")).FullName;
        Directory.CreateDirectory(Path.Combine(run, "report.html"));
        var tape = Tape.Run();
        tape.End();
        using (var journal = new JournalWriter(Path.Combine(run, JournalReader.FileName), SecretMask.None))
        {
            foreach (var entry in tape.Entries) journal.Write(entry);
        }

        Assert.Equal((int)ExitCode.Crashed, Commands.Root().Parse(["report", run]).Invoke());
        Assert.True(File.Exists(Path.Combine(run, "summary.json")));
    }

    [Fact]
    public void Schema_FolderCannotBeMade_Is104()
    {
        File.WriteAllText(Path.Combine(folder, "taken"), "");

        Assert.Equal((int)ExitCode.InvalidPlan, Commands.Root().Parse(["schema", "--output", Path.Combine(folder, "taken", "below")]).Invoke());
    }

    [Fact]
    public void Init_FolderCannotBeMade_Is104AndWritesNothingElse()
    {
        File.WriteAllText(Path.Combine(folder, "scenarios"), "");

        Assert.Equal(ExitCode.InvalidPlan, Guarded.Write(() => InitCommand.Write("http://127.0.0.1:5080", folder)));
        Assert.Equal(["scenarios"], Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Repeat_PathWithASpace_CanBePastedBack() =>
        Assert.Equal("harness run \"my scenarios/check out.yaml\" --set load.maxVUs=5 --set \"a=b c\"", RunCommand.Repeat("my scenarios/check out.yaml", ["load.maxVUs=5", "a=b c"]));

    private sealed record Indescribable() : FaultAction("latency", "payments-link")
    {
        public override string Description => throw new NotSupportedException("no words for it");

        public override string UndoDescription => "";
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
