namespace Harness.Time;

/// <summary>Seeds for the owners of a draw, all from the run's one seed: the same run draws the same, on every machine and in every order.</summary>
public static class Seeds
{
    /// <summary>2^64 divided by the golden ratio: steps of it spread evenly.</summary>
    internal const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>A random of one owner.</summary>
    /// <param name="seed">The run's.</param>
    /// <param name="owner">Who draws.</param>
    /// <param name="index">Which of its kind.</param>
    public static Random For(int seed, string owner, long index)
    {
        var hash = Mix(Of(seed, owner) + ((ulong)index * Golden));
        return new Random((int)hash);
    }

    /// <summary>The seed of one owner, for <see cref="Of(ulong, long)"/>: FNV-1a over its name.</summary>
    internal static ulong Of(int seed, string owner)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var letter in owner) hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }

    /// <summary>The draws of one of an owner's kind.</summary>
    internal static Draws Of(ulong owner, long index) => new(Mix(owner + ((ulong)index * Golden)));

    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood 2014), which spreads neighbouring numbers.</summary>
    internal static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
