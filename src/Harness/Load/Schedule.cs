namespace Harness.Load;

/// <summary>Who decides when iterations begin on one loop.</summary>
internal abstract class Schedule
{
    /// <summary>Begins iterations until the end of the load, or until no new work is wanted; on the loop. Those under way then end by themselves, or by <paramref name="stopNow"/>.</summary>
    /// <param name="noNewWork">No iteration begins after it.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public abstract Task Run(CancellationToken noNewWork, CancellationToken stopNow);

    /// <summary>Gives up what never began: nothing that was due goes uncounted; on the loop.</summary>
    public virtual void Abandon()
    {
    }

    /// <summary>Begins in a row after which the wire goes first: a loop that is behind must not forget what comes in.</summary>
    protected const int MostInARow = 32;
}
