using System.Buffers;

namespace Harness.Protocols.Http1;

/// <summary>A header or trailer line: <c>name: value</c> (RFC 9112, 5). That the value has no NUL and no bare CR is the line cutter's care.</summary>
internal static class FieldLine
{
    /// <summary>The characters of a token (RFC 9110, 5.6.2).</summary>
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Gives the length of the name, or -1 where the line is none: the first byte that is not of the name must be the colon.</summary>
    public static int NameLength(ReadOnlySpan<byte> line)
    {
        var length = line.IndexOfAnyExcept(Token);
        return length > 0 && line[length] == ':' ? length : -1;
    }

    /// <summary>Says why a line has no name.</summary>
    public static string Wrong(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var what = colon switch
        {
            < 0 => "has no colon",
            0 => "has no name before the colon",
            _ when line[0] is (byte)' ' or (byte)'\t' => "begins with white space",
            _ when line[colon - 1] is (byte)' ' or (byte)'\t' => "has white space before the colon",
            _ => "has a character in its name that no token may have",
        };
        return $"{Quoted.Text(line)} {what}; right would be \"Name: value\" (RFC 9112, 5)";
    }
}
