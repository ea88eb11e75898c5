namespace Harness.Proxy;

/// <summary>
/// Waits for the first data in its direction, throws away that and all that follows, and after <see cref="Timeout"/> resets the
/// connection on both sides (RST, by closing with SO_LINGER 0). Downstream, the first data is the upstream's answer; upstream, it is
/// the client's request. A connection on which nothing is sent is left alone, and so is its ordinary end. Unlike Toxiproxy 2.12 it
/// sends RST, not FIN, on connections that were open when it was added, and none on connections it does not hit. Removing it while
/// it waits resets at once, for data is lost.
/// </summary>
public sealed record ResetPeerToxic : Toxic
{
    /// <summary>The time from the first data to the reset. Default zero; below zero acts as zero, above a day as a day.</summary>
    public TimeSpan Timeout { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("reset_peer", name => new ResetPeerToxic { Name = name }, (toxic, context) => new ResetPeerStage(toxic, context),
        ToxicAttribute.Milliseconds<ResetPeerToxic>("timeout", toxic => toxic.Timeout, (toxic, value) => toxic with { Timeout = value }));
}

internal sealed class ResetPeerStage(ResetPeerToxic toxic, StageContext context) : ToxicStage
{
    private readonly long timeout = context.Ticks(toxic.Timeout);
    private bool isTriggered;

    public override void Accept(Chunk chunk)
    {
        if (!isTriggered && !chunk.IsData)
            Hold(chunk, chunk.At);
        else if (!isTriggered)
            Hold(Chunk.Reset(chunk.At), chunk.At + timeout);
        isTriggered |= chunk.IsData;
        if (chunk.IsData)
            chunk.Return();
    }

    public override void Follow(ToxicStage before, long now)
    {
        base.Follow(before, now);
        isTriggered = ((ResetPeerStage)before).isTriggered;
    }
}
