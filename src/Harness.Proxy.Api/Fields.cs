using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>
/// The fields of a JSON object as Go's decoder sets them: keys in any case, the last of several wins, null is as if it was not there, nobody asks for unknown ones,
/// and a value of the wrong type is refused.
/// </summary>
internal sealed class Fields
{
    private const int LongestShown = 40;

    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly string path;

    /// <summary>Reads an object; null, and what is not there, has no fields.</summary>
    /// <param name="element">The value.</param>
    /// <param name="path">What errors call it, with a dot at its end; empty for the body itself.</param>
    public Fields(JsonElement element, string path = "")
    {
        this.path = path;
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
            throw Wrong(path.TrimEnd('.'), element, "an object");
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in element.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null)
                fields[Read(() => field.Name)] = field.Value;
        }
    }

    public string? Text(string name) => Value(name, JsonValueKind.String, "text") is { } value ? Read(value.GetString) : null;

    public bool? Flag(string name) =>
        !fields.TryGetValue(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(path + name, value, "true or false");

    /// <summary>A whole number of 64 bits, written without fraction and exponent.</summary>
    public long? Integer(string name) =>
        Value(name, JsonValueKind.Number, "a whole number") is not { } value ? null
        : value.TryGetInt64(out var number) ? number
        : throw Wrong(path + name, value, "a whole number of 64 bits");

    /// <summary>A number within what a float of 32 bits can hold, for the original keeps no more.</summary>
    public double? Number(string name) =>
        Value(name, JsonValueKind.Number, "a number") is not { } value ? null
        : value.TryGetDouble(out var number) && float.IsFinite((float)number) ? number
        : throw Wrong(path + name, value, "a number of 32 bits");

    /// <summary>The fields of an object; none where it is not there.</summary>
    public Fields Object(string name) => new(fields.GetValueOrDefault(name), $"{path}{name}.");

    /// <summary>The elements of an array; null where it is not there.</summary>
    public IReadOnlyList<JsonElement>? List(string name) => Value(name, JsonValueKind.Array, "an array") is { } value ? [.. value.EnumerateArray()] : null;

    private JsonElement? Value(string name, JsonValueKind kind, string right) =>
        !fields.TryGetValue(name, out var value) ? null : value.ValueKind == kind ? value : throw Wrong(path + name, value, right);

    /// <summary>Text may be half of a surrogate pair, or bytes that are no UTF-8.</summary>
    private static string Read(Func<string?> text)
    {
        try
        {
            return text()!;
        }
        catch (InvalidOperationException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }

    private static ApiException Wrong(string name, JsonElement value, string right)
    {
        var text = value.GetRawText();
        return ApiException.BadBody($"{(name.Length == 0 ? "it" : name)} is {(text.Length <= LongestShown ? text : text[..LongestShown] + "…")}; it must be {right}");
    }
}
