using System.Text;
using System.Text.Json;

namespace Harness.Plans;

/// <summary>
/// A JSONPath that selects at most one node: the singular queries of RFC 9535 (<c>$.items[0].sku</c>, <c>$['a b']</c>, <c>$[-1]</c>).
/// What selects several (wildcards, slices, filters, descendants, unions) is refused.
/// </summary>
public sealed class JsonPath
{
    /// <summary>Deeper answers have no such node, rather than a deep stack.</summary>
    private const int Deepest = 256;

    private readonly JsonPathSegment[] segments;

    private JsonPath(string text, JsonPathSegment[] segments)
    {
        Text = text;
        this.segments = segments;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Parses a path.</summary>
    /// <param name="text">The path, <c>$</c> first.</param>
    /// <param name="path">The path, or null.</param>
    /// <param name="problem">What is wrong and what would be right, or null.</param>
    public static bool TryParse(string text, out JsonPath? path, out string? problem)
    {
        var segments = new JsonPathParser(text).Parse(out problem);
        path = segments is null ? null : new JsonPath(text, [.. segments]);
        return path is not null;
    }

    /// <summary>
    /// The selected node as text, or null where there is none or the answer is no JSON up to it: a string's value, or the JSON text of anything else.
    /// Reads no further than the node and allocates only the result.
    /// </summary>
    /// <param name="utf8Json">A whole JSON text.</param>
    public string? Select(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = Deepest });
            if (!reader.Read())
                return null;
            foreach (var segment in segments)
            {
                if (!segment.MoveTo(ref reader))
                    return null;
            }

            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return Encoding.UTF8.GetString(utf8Json[start..(int)reader.BytesConsumed]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What a target answers is data; an InvalidOperationException is a string that is not UTF-8.
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A step down: by member name, or by index from the start (0…) or the end (-1…).</summary>
/// <param name="Member">The member's name, or null for an index.</param>
/// <param name="Index">The index; 0 for a name.</param>
internal readonly record struct JsonPathSegment(string? Member, long Index)
{
    /// <summary>Moves a reader that stands on a value to the value below it; false where there is none.</summary>
    public bool MoveTo(ref Utf8JsonReader reader) => Member is not null ? ToMember(ref reader) : ToItem(ref reader);

    private bool ToMember(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(Member);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private bool ToItem(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        var index = Index;
        if (index < 0)
        {
            var ahead = reader;
            index += Count(ref ahead);
        }

        for (; index >= 0 && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index--)
        {
            if (index == 0)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static long Count(ref Utf8JsonReader reader)
    {
        long count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            reader.Skip();
        return count;
    }
}
