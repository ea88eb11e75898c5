namespace Harness.Benchmarks.Truth;

/// <summary>When a truth server answers. Called under a lock, in the order in which requests arrive.</summary>
internal interface IDelays
{
    /// <summary>How long the answer to a request is held.</summary>
    /// <param name="arrival">When it arrived, from the arrival of the first one since the start or the last <see cref="Reset"/>.</param>
    TimeSpan Next(TimeSpan arrival);

    /// <summary>Begins anew: the same again for the same arrivals.</summary>
    void Reset();
}
