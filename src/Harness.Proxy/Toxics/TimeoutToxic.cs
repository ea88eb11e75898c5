namespace Harness.Proxy;

/// <summary>
/// Nothing passes, and the connection is closed when nothing came for <see cref="Timeout"/>. Removing it closes the connections it was on: their data was
/// thrown away.
/// </summary>
public sealed record TimeoutToxic : Toxic
{
    /// <summary>From the last data, or from its being put on. Zero, the default, and below: it stays open. Above a day acts as a day.</summary>
    public TimeSpan Timeout { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("timeout", name => new TimeoutToxic { Name = name }, (toxic, context) => new TimeoutStage(toxic, context),
        ToxicAttribute.Milliseconds<TimeoutToxic>("timeout", toxic => toxic.Timeout, (toxic, value) => toxic with { Timeout = value }));
}

internal sealed class TimeoutStage : ToxicStage
{
    private readonly long timeout;
    private long closeAt = Never;

    public TimeoutStage(TimeoutToxic toxic, StageContext context)
    {
        timeout = context.Ticks(toxic.Timeout);
        Restart(context.Time.GetTimestamp());
    }

    public override long NextDue => Math.Min(base.NextDue, closeAt);

    public override void Accept(Chunk chunk)
    {
        if (!chunk.IsData)
        {
            Hold(chunk, chunk.At);
            return;
        }
        Restart(chunk.At);
        chunk.Return();
    }

    public override bool TryRelease(long now, out Chunk chunk)
    {
        if (base.TryRelease(now, out chunk)) return true;
        if (closeAt > now) return false;
        chunk = Chunk.Close(now);
        closeAt = Never;
        return true;
    }

    public override void OnRemoved() => Hold(Chunk.Close(0), 0);

    private void Restart(long now) => closeAt = timeout > 0 ? now + timeout : Never;
}
