using Harness.Checks;

namespace Harness.Reports;

/// <summary>
/// A file that is drawn from a run: a function of its fold and its judgement, so the same journal always gives the same file.
/// A format derives its own and is added to <see cref="ReportFormats.All"/>.
/// </summary>
public interface IReport
{
    /// <summary>The word in <c>reports.formats</c> of harness.json, kebab-case: <c>html</c>. Files of one format are written together.</summary>
    string Format { get; }

    /// <summary>The name of the file in the run's folder.</summary>
    string FileName { get; }

    /// <summary>False where a run has nothing for this file: it is then not written.</summary>
    bool IsOf(RunFold run) => true;

    /// <summary>Writes the whole file; the stream stays open.</summary>
    /// <param name="run">The run, ended or killed.</param>
    /// <param name="judgement">Its judgement.</param>
    /// <param name="to">Where to.</param>
    void Write(RunFold run, Judgement judgement, Stream to);
}
