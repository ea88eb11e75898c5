namespace Harness.Checks;

/// <summary>What a run says.</summary>
public enum Outcome
{
    /// <summary>Everything asked for was seen to hold.</summary>
    Pass,

    /// <summary>Something asked for does not hold.</summary>
    Fail,

    /// <summary>The run proves nothing.</summary>
    Invalid,
}

/// <summary>A finding that bears on the verdict, or that people should know.</summary>
/// <param name="Code">The exit code it asks for; 0 for good news.</param>
/// <param name="Outcome">Whether it speaks for a pass, a fail or an invalid run.</param>
/// <param name="Section">The part of the report it belongs to: <c>hypothesis</c>, <c>thresholds</c>, <c>impact</c>, <c>validity</c>, <c>environment</c>.</param>
/// <param name="Subject">Its first words, which the report makes a link: <c>The hypothesis did not hold</c>.</param>
/// <param name="Text">The rest of the sentence: value, limit, margin, window.</param>
public sealed record Reason(ExitCode Code, Outcome Outcome, string Section, string Subject, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}{Text}";
}

/// <summary>The verdict, its exit code, and why: worst first.</summary>
/// <param name="Outcome">Pass, fail or invalid.</param>
/// <param name="ExitCode">The process's.</param>
/// <param name="Reasons">At least one; a pass has reasons too.</param>
public sealed record Verdict(Outcome Outcome, ExitCode ExitCode, IReadOnlyList<Reason> Reasons);
