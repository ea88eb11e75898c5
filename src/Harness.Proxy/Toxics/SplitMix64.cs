namespace Harness.Proxy;

/// <summary>
/// The SplitMix64 generator: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the
/// constants of Vigna's public-domain splitmix64.c. Eight bytes of state, so each connection can have its own.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong state = seed;

    /// <summary>A number in [0, 1), from the upper 53 bits.</summary>
    public double NextDouble() => ToUnit(NextUInt64());

    public ulong NextUInt64() => Mix(state += GoldenGamma);

    /// <summary>The upper 53 bits as a number in [0, 1).</summary>
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>Its finalizer: every bit of the input changes about half of the output's.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
