using System.Globalization;
using System.Text;

namespace Harness.Proxy;

/// <summary>
/// Requests are answered by the proxy and not sent on: <see cref="Percentage"/> of those of a <see cref="Method"/> and <see cref="Path"/>. The connection stays
/// open as the client asked. Works on HTTP/1, not on what is encrypted. A request sent before an earlier one was answered (pipelining) is let through, for
/// answers must keep their order.
/// </summary>
public sealed record HttpStatusToxic : Toxic
{
    /// <summary>The status of the answer, 200 to 599; values outside act as 503, the default.</summary>
    public long Status { get; init; } = 503;

    /// <summary>Of the matching requests, from 0 to 100 (the default), drawn for each.</summary>
    public double Percentage { get; init; } = 100;

    /// <summary>One method, or several with commas; empty, the default: all.</summary>
    public string Method { get; init; } = "";

    /// <summary>A path without query, in which * stands for any characters; empty, the default: all.</summary>
    public string Path { get; init; } = "";

    /// <summary>The body of the answer, sent as UTF-8 text. Default empty.</summary>
    public string Body { get; init; } = "";

    internal static ToxicKind Kind { get; } = ToxicKind.OfRequests("http_status", name => new HttpStatusToxic { Name = name }, (toxic, context) => new HttpStatusStage(toxic, context),
        ToxicAttribute.Integer<HttpStatusToxic>("status", toxic => toxic.Status, (toxic, value) => toxic with { Status = value }),
        ToxicAttribute.Number<HttpStatusToxic>("percentage", toxic => toxic.Percentage, (toxic, value) => toxic with { Percentage = value }),
        ToxicAttribute.Text<HttpStatusToxic>("method", toxic => toxic.Method, (toxic, value) => toxic with { Method = value }),
        ToxicAttribute.Text<HttpStatusToxic>("path", toxic => toxic.Path, (toxic, value) => toxic with { Path = value }),
        ToxicAttribute.Text<HttpStatusToxic>("body", toxic => toxic.Body, (toxic, value) => toxic with { Body = value }));
}

internal sealed class HttpStatusStage(HttpStatusToxic toxic, StageContext context) : RequestStage(new(toxic.Method, toxic.Path), toxic.Percentage, context.Seed)
{
    // What had come from the upstream when a request was last sent on: as long as nothing more has, its answer is still to come.
    private long receivedAtPass = -1;

    public override void OnRemoved()
    {
        base.OnRemoved();
        // Half of a request was thrown away: what comes next means nothing to the upstream.
        if (IsHitting) Hold(Chunk.Close(0), 0);
    }

    protected override bool MayHit(bool isFirst) => isFirst && context.Answers.Received != receivedAtPass && context.Answers.HasRoom();

    protected override void Pass(ReadOnlySpan<byte> bytes, long at)
    {
        if (!bytes.IsEmpty) receivedAtPass = context.Answers.Received;
        base.Pass(bytes, at);
    }

    // Who waits to be told to go on with the body is to have the answer instead, and not after it.
    protected override void Hit(RequestHead head, ReadOnlySpan<byte> bytes, long at)
    {
        if (head.WaitsToContinue) Answer(head, at);
    }

    protected override void HitBody(ReadOnlySpan<byte> body, long at)
    {
    }

    protected override void HitEnd(RequestHead head, long at)
    {
        if (!head.WaitsToContinue) Answer(head, at);
    }

    private void Answer(RequestHead head, long at)
    {
        var status = toxic.Status is >= 200 and <= 599 ? toxic.Status : 503;
        // These two have no body, and the first no length either (RFC 9110, section 8.6).
        byte[] body = status is 204 or 304 ? [] : Encoding.UTF8.GetBytes(toxic.Body);
        var content = status == 204 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\n");
        // Who waited to be told to go on may send the body all the same, or not: nobody could tell what comes next.
        var keepsAlive = head is { KeepsAlive: true, WaitsToContinue: false };
        var text = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} Injected\r\n{content}{(keepsAlive ? "" : "Connection: close\r\n")}\r\n");
        byte[] answer = [.. Encoding.ASCII.GetBytes(text), .. head.Method.Equals("HEAD", StringComparison.Ordinal) ? [] : body];
        context.Answers.Answer(Chunk.Copy(answer, at));
        if (!keepsAlive) context.Answers.Answer(Chunk.Close(at));
    }
}
