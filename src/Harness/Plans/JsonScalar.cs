using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Harness.Plans;

/// <summary>What a YAML scalar without quotes is in JSON (YAML 1.2, core schema).</summary>
internal static class JsonScalar
{
    /// <summary>Says what it is, and gives null, true, false and numbers as JSON writes them.</summary>
    public static JsonScalarKind Read(string text, out string json)
    {
        json = text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => "null",
            "true" or "True" or "TRUE" => "true",
            "false" or "False" or "FALSE" => "false",
            _ => text,
        };
        if (json is "null" or "true" or "false" || IsJsonNumber(text))
            return JsonScalarKind.Json;
        return IsOnlyYamlNumber(text) ? JsonScalarKind.NotInJson : JsonScalarKind.Text;
    }

    private static bool IsJsonNumber(string text)
    {
        if (!char.IsAsciiDigit(text[^1]) || text[0] != '-' && !char.IsAsciiDigit(text[0]))
            return false;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A number to YAML only: <c>007</c>, <c>+5</c>, <c>0x1F</c>, <c>.5</c>, <c>.inf</c>. To guess would be to send something else than meant.</summary>
    private static bool IsOnlyYamlNumber(string text)
    {
        var digits = text.TrimStart('+', '-').ToLowerInvariant();
        if (digits is ".inf" or ".nan")
            return true;
        if (digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'o')
            return digits.Skip(2).All(char.IsAsciiHexDigit);
        return digits.Length > 0 && (char.IsAsciiDigit(digits[0]) || digits[0] == '.' && digits.Length > 1)
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out _);
    }
}

/// <summary>What a plain YAML scalar is in JSON.</summary>
internal enum JsonScalarKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>null, true, false or a number.</summary>
    Json,

    /// <summary>A number to YAML that JSON cannot write.</summary>
    NotInJson,
}
