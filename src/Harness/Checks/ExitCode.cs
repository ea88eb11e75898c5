namespace Harness.Checks;

/// <summary>Exit codes; k6's where k6 has them. <see cref="ExitCodes.ByPrecedence"/> says which comes first.</summary>
public enum ExitCode
{
    /// <summary>Pass.</summary>
    Pass = 0,

    /// <summary>A threshold failed.</summary>
    ThresholdFailed = 99,

    /// <summary>The scenario or the configuration is wrong, or a port is taken; nothing was sent.</summary>
    InvalidPlan = 104,

    /// <summary>Stopped by a signal; faults were healed.</summary>
    Interrupted = 105,

    /// <summary>The harness's own code threw.</summary>
    Crashed = 107,

    /// <summary>A stop condition ended the run.</summary>
    StopCondition = 108,

    /// <summary>A target never became healthy, or the steady state was not there at the first fault.</summary>
    NotSteady = 111,

    /// <summary>The hypothesis did not hold, or recovery took too long.</summary>
    HypothesisFailed = 112,

    /// <summary>A fault could not be healed, or its healing could not be verified.</summary>
    NotHealed = 113,

    /// <summary>The generator was slow or held back, the run was killed, or nothing was judged.</summary>
    NotValid = 114,

    /// <summary>Refused by a safety limit.</summary>
    Refused = 116,
}

/// <summary>The order of exit codes.</summary>
public static class ExitCodes
{
    /// <summary>Where several apply, the first of this list is the process's. <see cref="ExitCode.NotValid"/> stands here for numbers that are too bad; for numbers that may be too good it comes last.</summary>
    public static IReadOnlyList<ExitCode> ByPrecedence { get; } =
    [
        ExitCode.NotHealed, ExitCode.Crashed, ExitCode.Interrupted, ExitCode.InvalidPlan, ExitCode.Refused, ExitCode.NotSteady,
        ExitCode.NotValid, ExitCode.StopCondition, ExitCode.HypothesisFailed, ExitCode.ThresholdFailed,
    ];

    /// <summary>A code's place in the list; <see cref="ExitCode.Pass"/> comes after all.</summary>
    public static int Rank(ExitCode code) => ByPrecedence.TakeWhile(other => other != code).Count();
}
