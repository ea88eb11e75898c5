using System.Text;
using Harness.Protocols;

namespace Harness.Load;

/// <summary>One failed request in full, for people: what was sent, and the beginning of what came back.</summary>
internal static class ErrorSample
{
    private const int MostOfBody = 200;

    /// <summary><c>POST http://127.0.0.1:5080/orders: 503, {"error":"no stock"}</c>, on one line.</summary>
    public static string Of(Request request, Answer? answer)
    {
        var came = answer is not { } it ? "not sent" : it.Error is { } error ? $"{error}, {it.ErrorMessage}" : $"{it.Status}{Beginning(it.Body.Span)}";
        return $"{request.Method} {request.Url}: {came}";
    }

    private static string Beginning(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return "";
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostOfBody)]);
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return $", {line.Trim()}{(body.Length > MostOfBody ? "…" : "")}";
    }
}
