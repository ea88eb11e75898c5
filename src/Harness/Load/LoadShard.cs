using Harness.Protocols;
using Harness.Protocols.Loops;
using Harness.Time;

namespace Harness.Load;

/// <summary>One loop's share of a load: everything that only this loop touches.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Index">Which of the loops it is, from 0.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Clock">The run's.</param>
/// <param name="Transport">Its connections.</param>
/// <param name="Recorder">Its counts.</param>
/// <param name="Journey">What an iteration does.</param>
internal sealed record LoadShard(EventLoop Loop, int Index, int Count, RunClock Clock, ITransport Transport, Recorder Recorder, Journey Journey)
{
    /// <summary>How many of so many, numbered from 0 and dealt out in turn, are this loop's.</summary>
    public int ShareOf(int all) => Math.Max(0, (all - Index + Count - 1) / Count);

    /// <summary>The number of this loop's n-th.</summary>
    public int Number(int own) => Index + (own * Count);

    /// <summary>Waits on the loop until a time of the run; false where the wait was ended before.</summary>
    public ValueTask<bool> WaitUntil(TimeSpan at, CancellationToken ct) => Loop.Until(Clock.StampAt(at), ct);
}
