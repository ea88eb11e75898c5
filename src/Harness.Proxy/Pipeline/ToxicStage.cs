namespace Harness.Proxy;

/// <summary>
/// One toxic on one direction of one connection. A kind says, in <see cref="Accept"/>, what leaves it and when, by holding chunks
/// until a time; that is all it does, so it knows neither sockets nor waiting and is tested with neither. Not safe for several
/// threads: the flow that owns it has a lock.
/// </summary>
internal abstract class ToxicStage
{
    /// <summary>A time that does not come.</summary>
    public const long Never = long.MaxValue;

    private readonly ChunkQueue held = new();
    private long lastDue = long.MinValue;

    /// <summary>Memory held back.</summary>
    public long HeldBytes => held.HeldBytes;

    /// <summary>When the first chunk leaves, or <see cref="Never"/>.</summary>
    public virtual long NextDue => held.Count == 0 ? Never : held.FirstAt;

    /// <summary>Whether the stage before it must keep what it has. Default: only the bound of the whole direction holds.</summary>
    public virtual bool IsFull => false;

    /// <summary>Whether anything is held back.</summary>
    protected bool HoldsAny => held.Count > 0;

    /// <summary>Takes a chunk, which arrived at its <see cref="Chunk.At"/>.</summary>
    public abstract void Accept(Chunk chunk);

    /// <summary>Called once when the toxic is removed, before all that is held leaves at once.</summary>
    public virtual void OnRemoved()
    {
    }

    /// <summary>
    /// Takes the place of the stage of the same toxic before an update: what that one holds leaves when it was to, unless a kind says otherwise.
    /// </summary>
    public virtual void Follow(ToxicStage before, long now)
    {
        while (before.TryDrain(out var chunk)) held.Enqueue(chunk);
        lastDue = before.lastDue;
    }

    /// <summary>Gives the first chunk if it is due.</summary>
    public virtual bool TryRelease(long now, out Chunk chunk)
    {
        chunk = default;
        return held.Count > 0 && held.FirstAt <= now && held.TryDequeue(out chunk);
    }

    /// <summary>Gives the first chunk, due or not.</summary>
    public bool TryDrain(out Chunk chunk) => held.TryDequeue(out chunk);

    /// <summary>Lets a chunk leave at a time, but not before the one held before it.</summary>
    protected void Hold(Chunk chunk, long until)
    {
        lastDue = Math.Max(lastDue, until);
        held.Enqueue(chunk with { At = lastDue });
    }
}
