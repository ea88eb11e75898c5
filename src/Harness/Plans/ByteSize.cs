using System.Globalization;

namespace Harness.Plans;

/// <summary>Sizes as plans write them: <c>64MB</c> is 64,000,000 bytes, <c>64MiB</c> is 67,108,864 (IEC 80000-13).</summary>
public static class ByteSize
{
    /// <summary>What to write; the end of a message.</summary>
    public const string Hint = "write a number and B, kB, MB, GB, KiB, MiB or GiB, such as 64MB or 1.5GiB";

    private static readonly (string Name, long Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

    /// <summary>Reads a size of at least one byte and at most 1,000 TB.</summary>
    public static bool TryRead(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (name, factor) in Units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal)) continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - name.Length).Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000) return false;
            bytes = (long)(number * factor);
            return bytes is > 0 and <= 1_000_000_000_000_000;
        }
        return false;
    }

    /// <summary>For people: <c>64 MB</c>, <c>1.5 GB</c>; decimal units, at most one decimal.</summary>
    public static string ForPeople(long bytes)
    {
        var (unit, factor) = bytes switch { >= 1_000_000_000 => (" GB", 1e9), >= 1_000_000 => (" MB", 1e6), >= 1_000 => (" kB", 1e3), _ => (" B", 1.0) };
        return (bytes / factor).ToString("0.#", CultureInfo.InvariantCulture) + unit;
    }
}
