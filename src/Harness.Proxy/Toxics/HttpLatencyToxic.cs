namespace Harness.Proxy;

/// <summary>Requests are sent on later: <see cref="Percentage"/> of those of a <see cref="Method"/> and <see cref="Path"/>. Works on HTTP/1, not on what is encrypted.</summary>
public sealed record HttpLatencyToxic : Toxic
{
    /// <summary>How much later. Default zero; below zero acts as zero, above a day as a day.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Of the matching requests, from 0 to 100 (the default), drawn for each.</summary>
    public double Percentage { get; init; } = 100;

    /// <summary>One method, or several with commas; empty, the default: all.</summary>
    public string Method { get; init; } = "";

    /// <summary>A path without query, in which * stands for any characters; empty, the default: all.</summary>
    public string Path { get; init; } = "";

    internal static ToxicKind Kind { get; } = ToxicKind.OfRequests("http_latency", name => new HttpLatencyToxic { Name = name }, (toxic, context) => new HttpLatencyStage(toxic, context),
        ToxicAttribute.Milliseconds<HttpLatencyToxic>("latency", toxic => toxic.Latency, (toxic, value) => toxic with { Latency = value }),
        ToxicAttribute.Number<HttpLatencyToxic>("percentage", toxic => toxic.Percentage, (toxic, value) => toxic with { Percentage = value }),
        ToxicAttribute.Text<HttpLatencyToxic>("method", toxic => toxic.Method, (toxic, value) => toxic with { Method = value }),
        ToxicAttribute.Text<HttpLatencyToxic>("path", toxic => toxic.Path, (toxic, value) => toxic with { Path = value }));
}

internal sealed class HttpLatencyStage(HttpLatencyToxic toxic, StageContext context) : RequestStage(new(toxic.Method, toxic.Path), toxic.Percentage, context.Seed)
{
    private readonly long latency = context.Ticks(toxic.Latency);

    protected override void Hit(RequestHead head, ReadOnlySpan<byte> bytes, long at) => Hold(Chunk.Copy(bytes, at), at + latency);

    // It leaves right after the head, for nothing overtakes.
    protected override void HitBody(ReadOnlySpan<byte> body, long at) => Pass(body, at);
}
