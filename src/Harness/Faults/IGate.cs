namespace Harness.Faults;

/// <summary>Says whether the steady state is there, so that a fault may be injected.</summary>
public interface IGate
{
    /// <summary>Null where every probe holds over the full window that ends at the fault's time, else what does not.</summary>
    /// <param name="at">When the fault is due.</param>
    /// <param name="ct">Ends the wait for the last second to be closed.</param>
    Task<string?> WhyNot(TimeSpan at, CancellationToken ct);
}
