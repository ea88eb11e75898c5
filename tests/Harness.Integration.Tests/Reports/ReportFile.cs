using Harness.Reports;
using Harness.Tests.Reports;

namespace Harness.Integration.Tests.Reports;

/// <summary>A report on disk, as a user opens it.</summary>
public sealed class ReportFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("harness-report-");

    /// <summary>Draws a run.</summary>
    public ReportFile(SampleRun sample) : this(sample.Fold())
    {
    }

    /// <summary>Draws what is folded already.</summary>
    public ReportFile((Harness.Checks.RunFold Run, Harness.Checks.Judgement Judgement) folded)
    {
        var (run, judgement) = folded;
        var report = new HtmlReport();
        var path = System.IO.Path.Combine(folder.FullName, report.FileName);
        using (var file = File.Create(path)) report.Write(run, judgement, file);
        Url = new Uri(path).AbsoluteUri;
    }

    /// <summary>Its file URL.</summary>
    public string Url { get; }

    /// <summary>The runs that pages are tested with, by name.</summary>
    public static SampleRun Sample(string name) => name switch
    {
        "pass" => SampleRun.Passing,
        "fail" => SampleRun.Failing,
        "targets" => SampleTargets.Run,
        "many targets" => SampleTargets.Many,
        "hostile" => SampleHostile.Run,
        "nothing sent" => SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad },
        _ => SampleRun.Failing with { Bend = SampleOdd.Killed },
    };

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
