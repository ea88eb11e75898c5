using Harness.Plans;

namespace Harness.Faults;

/// <summary>A target's process is killed (SIGKILL), and started again.</summary>
/// <param name="Target">A target with a process.</param>
/// <param name="RestartAfter">How long it stays dead, or null: until the end of the run.</param>
public sealed record KillAction(string Target, TimeSpan? RestartAfter) : FaultAction(KillFault.Word, Target)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => RestartAfter;

    /// <inheritdoc/>
    public override bool TakesFor => false;

    /// <inheritdoc/>
    public override string Description =>
        $"{Target} killed, restarted {(RestartAfter is { } after ? "after " + Units.ForPeople(after) : "at the end of the run")}";

    /// <inheritdoc/>
    public override string UndoDescription => $"start {Target} again";
}

/// <summary><c>kill: { target: shop-1, restartAfter: 5s }</c></summary>
internal sealed class KillFault : IFaultReader
{
    public const string Word = "kill";

    public string Kind => Word;

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes("target", "restartAfter"))
            return null;
        var target = FaultTarget.Process(arguments, settings);
        var after = arguments["restartAfter"] is { } node ? node.Duration() : null;
        return target is null || arguments["restartAfter"] is not null && after is null ? null : new KillAction(target, after);
    }
}
