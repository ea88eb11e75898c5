namespace Harness.Protocols.Http1;

/// <summary>The line before a chunk: its size in hexadecimal, and extensions that nobody reads (RFC 9112, 7.1.1).</summary>
internal static class ChunkSize
{
    private const int MostDigits = 16;

    /// <summary>Reads the size in bytes; gives what is wrong with the line, or null. What follows the first semicolon may be anything.</summary>
    public static string? Read(ReadOnlySpan<byte> line, out long size)
    {
        size = 0;
        var digits = 0;
        while (digits < line.Length && Digit(line[digits]) is >= 0 and var digit)
        {
            if (digits++ == MostDigits || size > long.MaxValue >> 4) return Wrong(line);
            size = (size << 4) | (uint)digit;
        }
        var rest = line[digits..].TrimStart(" \t"u8);
        return digits > 0 && (rest.IsEmpty || rest[0] == ';') ? null : Wrong(line);
    }

    private static int Digit(byte one) => one switch
    {
        >= (byte)'0' and <= (byte)'9' => one - '0',
        >= (byte)'a' and <= (byte)'f' => one - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => one - 'A' + 10,
        _ => -1,
    };

    private static string Wrong(ReadOnlySpan<byte> line) =>
        $"{Quoted.Text(line)} is no chunk size; right would be up to {MostDigits} hexadecimal digits below 8000000000000000, alone or before a semicolon";
}
