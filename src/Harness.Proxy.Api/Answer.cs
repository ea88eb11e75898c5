using System.Text;
using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>What is sent back.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="ContentType">Null where there is no body.</param>
/// <param name="Body">May be empty.</param>
internal readonly record struct Answer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>204.</summary>
    public static Answer NoContent { get; } = Empty(204);

    /// <summary>What Go's router says to a path that it does not know.</summary>
    public static Answer NotFound { get; } = Text(404, "404 page not found\n");

    /// <summary>What it says to a path that it knows by other methods.</summary>
    public static Answer MethodNotAllowed { get; } = Text(405, "");

    /// <summary>No body.</summary>
    public static Answer Empty(int status) => new(status, null, default);

    /// <summary>Plain text.</summary>
    public static Answer Text(int status, string text, string type = PlainText) => new(status, type, Encoding.UTF8.GetBytes(text));

    /// <summary>JSON.</summary>
    public static Answer Json(int status, Action<Utf8JsonWriter> write) => new(status, "application/json", ApiJson.Write(write));

    /// <summary>An error: JSON that goes by the name of plain text, with a newline, for that is what Go makes of it.</summary>
    public static Answer Error(int status, string message) => new(status, PlainText, (byte[])[.. ApiJson.Write(json =>
    {
        json.WriteStartObject();
        ApiJson.Error(json, status, message);
        json.WriteEndObject();
    }).Span, (byte)'\n']);
}
