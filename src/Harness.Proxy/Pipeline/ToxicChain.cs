namespace Harness.Proxy;

/// <summary>
/// The toxics on one direction of one connection, in order, and what has come out of the last:
/// <code>Push -> stage -> stage -> ... -> ready -> TryTake</code>
/// It moves chunks when told the time, and does not wait itself. Not safe for several threads.
/// </summary>
internal sealed class ToxicChain
{
    /// <summary>Memory one direction may hold back before its sender has to wait: as much as Toxiproxy's 1,024 chunks of 32 KiB.</summary>
    public const long LimitBytes = 32 * 1024 * 1024;

    private readonly List<(string Name, ToxicStage Stage)> stages = [];
    private readonly ChunkQueue ready = new();

    public bool IsEmpty => stages.Count == 0 && ready.Count == 0;

    public bool HasRoom => HeldBytes < LimitBytes && (stages.Count == 0 || !stages[0].Stage.IsFull);

    public long HeldBytes
    {
        get
        {
            var bytes = ready.HeldBytes;
            foreach (var (_, stage) in stages)
                bytes += stage.HeldBytes;
            return bytes;
        }
    }

    public void Add(string name, ToxicStage stage) => stages.Add((name, stage));

    /// <summary>Removes a toxic, if it is there, and passes on at once what it held.</summary>
    public void Remove(string name, long now)
    {
        var index = stages.FindIndex(entry => entry.Name == name);
        if (index < 0)
            return;
        var stage = stages[index].Stage;
        stages.RemoveAt(index);
        stage.OnRemoved();
        while (stage.TryDrain(out var chunk))
            Pass(chunk with { At = now }, index);
    }

    /// <summary>
    /// Puts another stage in the place of a toxic's, or, where it had none, between those before and after it; null removes it as <see cref="Remove"/> does.
    /// </summary>
    /// <param name="name">The toxic's.</param>
    /// <param name="stage">The stage, or null.</param>
    /// <param name="order">The names of all toxics in their order.</param>
    /// <param name="now">The time.</param>
    public void Update(string name, ToxicStage? stage, IReadOnlyList<string> order, long now)
    {
        var index = stages.FindIndex(entry => entry.Name == name);
        if (stage is null)
        {
            Remove(name, now);
            return;
        }
        if (index >= 0)
        {
            stage.Follow(stages[index].Stage, now);
            stages[index] = (name, stage);
            return;
        }
        var before = order.TakeWhile(other => other != name).ToHashSet(StringComparer.Ordinal);
        stages.Insert(stages.FindLastIndex(entry => before.Contains(entry.Name)) + 1, (name, stage));
    }

    public void Push(Chunk chunk) => Pass(chunk, 0);

    /// <summary>Moves every chunk that is due by now; from the last stage back, so that a full one is emptied before it is asked.</summary>
    public void Advance(long now)
    {
        for (var round = 0; round < stages.Count; round++)
        {
            var moved = false;
            for (var index = stages.Count - 1; index >= 0; index--)
                while (!IsFull(index + 1) && stages[index].Stage.TryRelease(now, out var chunk))
                {
                    Pass(chunk, index + 1);
                    moved = true;
                }

            if (!moved)
                return;
        }
    }

    /// <summary>The next time at which <see cref="Advance"/> has something to do, or <see cref="ToxicStage.Never"/>.</summary>
    public long NextDue()
    {
        var due = ToxicStage.Never;
        for (var index = 0; index < stages.Count; index++)
            if (!IsFull(index + 1))
                due = Math.Min(due, stages[index].Stage.NextDue);
        return due;
    }

    public bool TryTake(out Chunk chunk) => ready.TryDequeue(out chunk);

    private bool IsFull(int index) => index < stages.Count && stages[index].Stage.IsFull;

    private void Pass(Chunk chunk, int index)
    {
        if (index < stages.Count)
            stages[index].Stage.Accept(chunk);
        else
            ready.Enqueue(chunk);
    }
}
