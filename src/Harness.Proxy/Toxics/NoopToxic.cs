namespace Harness.Proxy;

/// <summary>Passes everything on as it came.</summary>
public sealed record NoopToxic : Toxic
{
    internal static ToxicKind Kind { get; } = ToxicKind.Of("noop", name => new NoopToxic { Name = name }, (_, _) => new NoopStage());
}

internal sealed class NoopStage : ToxicStage
{
    public override void Accept(Chunk chunk) => Hold(chunk, chunk.At);
}
