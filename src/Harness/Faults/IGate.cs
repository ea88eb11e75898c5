namespace Harness.Faults;

/// <summary>Says whether the steady state is there, so that a fault may be injected.</summary>
public interface IGate
{
    /// <summary>Null where every probe holds over a full window, else what does not: <c>errors: 3.2% over 5 s, 1% allowed</c>.</summary>
    string? WhyNot();
}
