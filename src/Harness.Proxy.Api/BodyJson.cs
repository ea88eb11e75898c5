using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>JSON as Go's decoder reads it: the first value, whatever comes after it.</summary>
internal static class BodyJson
{
    /// <summary>The first value.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement First(byte[] json)
    {
        var reader = Begin(json);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The elements of the first value, an array, each with the line it begins in; none of <c>null</c>.</summary>
    /// <exception cref="ApiException">There is no value, or it is no array.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<(JsonElement Element, int Line)> Elements(byte[] json)
    {
        var reader = Begin(json);
        var elements = new List<(JsonElement, int)>();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return elements;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw ApiException.BadBody("it must be an array of proxies, such as [{\"name\": \"db\", \"listen\": \"127.0.0.1:6000\", \"upstream\": \"127.0.0.1:5432\"}]");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var line = 1 + json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
            elements.Add((JsonElement.ParseValue(ref reader), line));
        }
        return elements;
    }

    private static Utf8JsonReader Begin(ReadOnlySpan<byte> json) =>
        json.Trim(" \t\r\n"u8).IsEmpty ? throw ApiException.BadBody("EOF") : new Utf8JsonReader(json);
}
