namespace Harness.Proxy;

/// <summary>
/// The draws of one toxic: for each connection a number in [0, 1) that depends on nothing but the seed, the proxy's and the toxic's
/// name and the connection's number, so that a run can be repeated. The names are folded with 64-bit FNV-1a (Fowler, Noll, Vo; RFC
/// 9923) over their UTF-16 code units, and the result is the state of a <see cref="SplitMix64"/>, read at the connection's number.
/// </summary>
internal sealed class ToxicDraw(int seed, string proxyName, string toxicName)
{
    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 0x100000001B3;

    private readonly ulong key = SplitMix64.Mix(Fold(Fold(FnvOffset, proxyName), toxicName) ^ SplitMix64.Mix((uint)seed));

    /// <summary>The number to compare with the toxicity: under it, the connection is hit.</summary>
    public double Of(long connectionNumber) => SplitMix64.ToUnit(BitsOf(connectionNumber));

    /// <summary>What the draws inside the connection, such as jitter, start from.</summary>
    public ulong SeedOf(long connectionNumber) => SplitMix64.Mix(~BitsOf(connectionNumber));

    private ulong BitsOf(long connectionNumber) => new SplitMix64(unchecked(key + ((ulong)connectionNumber * 0x9E3779B97F4A7C15))).NextUInt64();

    private static ulong Fold(ulong hash, string name)
    {
        foreach (var unit in name)
            hash = (hash ^ unit) * FnvPrime;
        // The end of a name counts, or "a" + "bc" would be "ab" + "c". U+FFFF is no character.
        return (hash ^ 0xFFFF) * FnvPrime;
    }
}
