namespace Harness.Faults.Outside;

/// <summary>What another tool is asked to do: a command, or an HTTP request. As written, secrets unfilled, it is its own text.</summary>
internal interface IOutsideAct
{
    /// <summary>Does it, to its end.</summary>
    /// <exception cref="FaultException">It did not go well; with what was said.</exception>
    Task Do(TimeProvider time, CancellationToken ct);

    /// <summary>For a ledger.</summary>
    string ToJson();
}
