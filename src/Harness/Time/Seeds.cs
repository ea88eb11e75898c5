namespace Harness.Time;

/// <summary>Seeds for the owners of a draw, all from the run's one seed: the same run draws the same, on every machine and in every order.</summary>
public static class Seeds
{
    /// <summary>A random of one owner.</summary>
    /// <param name="seed">The run's.</param>
    /// <param name="owner">Who draws.</param>
    /// <param name="index">Which of its kind.</param>
    public static Random For(int seed, string owner, long index)
    {
        // FNV-1a over the owner's name, then the finalizer of SplitMix64 (Steele, Lea, Flood 2014), which spreads neighbouring numbers.
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var letter in owner) hash = (hash ^ letter) * 1099511628211UL;
        hash += (ulong)index * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return new Random((int)(hash ^ (hash >> 31)));
    }
}
