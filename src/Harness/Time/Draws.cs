namespace Harness.Time;

/// <summary>
/// A sequence of draws that takes eight bytes and no time to make: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
/// The framework's seeded Random takes a microsecond to make, and an iteration has draws of its own.
/// </summary>
/// <param name="state">Where it begins, from <see cref="Seeds"/>.</param>
internal struct Draws(ulong state)
{
    private ulong state = state;

    /// <summary>0 to 1, 1 excluded.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next() => Seeds.Mix(state += Seeds.Golden);
}
