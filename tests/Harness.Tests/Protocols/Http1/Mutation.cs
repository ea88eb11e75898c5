namespace Harness.Tests.Protocols.Http1;

/// <summary>Breaks a valid response a little, the same way for the same seed.</summary>
internal static class Mutation
{
    private const int LongestSpan = 12;

    /// <summary>The bytes that mean something to a parser; a random byte seldom is one of them.</summary>
    private static readonly byte[] Special = [.. "\r\n\0 \t:;,\"-+0159afx"u8];

    public static byte[] Of(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (var left = random.Next(1, 4); left > 0; left--) MutateOnce(list, random);
        return [.. list];
    }

    private static void MutateOnce(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var span = Math.Min(random.Next(1, LongestSpan), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0 when span > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when span > 0:
                bytes[at] = Any(random);
                break;
            case 2:
                bytes.RemoveRange(at, span);
                break;
            case 3:
                bytes.Insert(at, Any(random));
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, span));
                break;
            case 5 when random.Next(3) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private static byte Any(Random random) => random.Next(4) == 0 ? (byte)random.Next(256) : Special[random.Next(Special.Length)];
}
