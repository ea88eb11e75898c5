namespace Harness.Protocols.Http1;

/// <summary>The first line of a response (RFC 9112, 4). The reason may be empty, and the space before it absent, as many servers send it.</summary>
internal static class StatusLine
{
    private const int VersionLength = 8;
    private const int LengthWithoutReason = VersionLength + 4;

    /// <summary>
    /// Reads the version and the status. A status below 100 is refused: it could be told from nothing. One over 599 is given as it is
    /// (RFC 9110, 15), so that people see what the server sent.
    /// </summary>
    /// <returns>What is wrong with the line, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, out int status, out bool isHttp11)
    {
        (status, isHttp11) = (0, false);
        if (line.Length < LengthWithoutReason || !line.StartsWith("HTTP/1."u8) || line[VersionLength] != ' ') return Wrong(line);
        if (line.Length > LengthWithoutReason && line[LengthWithoutReason] != ' ') return Wrong(line);
        if (line[7] is not ((byte)'0' or (byte)'1')) return Wrong(line);

        int hundreds = line[9] - '0', tens = line[10] - '0', ones = line[11] - '0';
        if (hundreds is < 1 or > 9 || (uint)tens > 9 || (uint)ones > 9) return Wrong(line);
        status = (hundreds * 100) + (tens * 10) + ones;
        isHttp11 = line[7] == '1';
        return null;
    }

    private static string Wrong(ReadOnlySpan<byte> line) =>
        $"{Quoted.Text(line)} is no status line of HTTP/1.0 or HTTP/1.1; right would be \"HTTP/1.1 200 OK\", with a status from 100 to 999";
}
