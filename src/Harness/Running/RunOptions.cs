using Harness.Faults.Companion;

namespace Harness.Running;

/// <summary>How a plan is run.</summary>
public sealed record RunOptions
{
    /// <summary>The seed of every draw.</summary>
    public required int Seed { get; init; }

    /// <summary>False for a rehearsal: the same load, no fault.</summary>
    public bool WithFaults { get; init; } = true;

    /// <summary>The command that repeats the run, for the report.</summary>
    public required string Command { get; init; }

    /// <summary>Every kind of fault and target.</summary>
    public required Kinds Kinds { get; init; }

    /// <summary>True where faults may hit targets that the run did not start (<c>--allow-faults</c>).</summary>
    public bool AllowFaults { get; init; }

    /// <summary>How to start the companion process.</summary>
    public required CompanionLaunch Companion { get; init; }

    /// <summary>The folder of the machine's ledgers.</summary>
    public required string LedgerFolder { get; init; }

    /// <summary>Who can tell what targets use, beside the processes that the run itself starts.</summary>
    public IReadOnlyList<ISignals> Signals { get; init; } = [];

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
