namespace Harness.Protocols.Http1;

/// <summary>The value of Content-Length (RFC 9110, 8.6).</summary>
internal static class ContentLength
{
    public const long Absent = -1;

    /// <summary>
    /// Reads one value. Several that are equal are one, on one line ("5, 5") or on several; that is how a message looks when a proxy put its own
    /// next to the server's.
    /// </summary>
    /// <param name="value">What follows the colon.</param>
    /// <param name="length">In: what an earlier line said, or <see cref="Absent"/>. Out: the length in bytes.</param>
    /// <returns>What is wrong with the value, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> value, ref long length)
    {
        var elements = new CommaList(value);
        while (elements.TryNext(out var element))
        {
            if (!TryNumber(element, out var number))
                return $"Content-Length is {Quoted.Text(value.Trim(" \t"u8))}; right would be a number of bytes from 0 to {long.MaxValue}";
            if (length != Absent && length != number) return $"Content-Length is {length} and {number}; right would be one number";
            length = number;
        }
        return null;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        if (digits.IsEmpty) return false;
        foreach (var one in digits)
        {
            var digit = one - '0';
            if ((uint)digit > 9 || number > (long.MaxValue - digit) / 10) return false;
            number = (number * 10) + digit;
        }
        return true;
    }
}
