namespace Harness.Checks;

/// <summary>How one probe did over a part of the run: a cell of the hypothesis table.</summary>
public sealed class ProbeRecord
{
    /// <summary>Closes of seconds at which it was evaluated.</summary>
    public int Evaluated { get; private set; }

    /// <summary>Of them met.</summary>
    public int Met { get; private set; }

    /// <summary>The worst evaluation: an unmet one before a met one, then by its number.</summary>
    public ProbeState? Worst { get; private set; }

    /// <summary>True where it held at every evaluation.</summary>
    public bool Held => Met == Evaluated;

    /// <summary>Counts one evaluation.</summary>
    /// <param name="state">It.</param>
    /// <param name="higherIsWorse">Which way is worse for the probe's tolerance.</param>
    public void Add(ProbeState state, bool higherIsWorse)
    {
        Evaluated++;
        if (state.Met) Met++;
        if (Worst is null || IsWorse(state, Worst, higherIsWorse)) Worst = state;
    }

    private static bool IsWorse(ProbeState one, ProbeState other, bool higherIsWorse) =>
        one.Met != other.Met ? !one.Met
        : double.IsNaN(other.Number) ? false
        : double.IsNaN(one.Number) || (higherIsWorse ? one.Number > other.Number : one.Number < other.Number);
}
