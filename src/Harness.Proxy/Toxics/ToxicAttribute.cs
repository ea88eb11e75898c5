using System.Diagnostics.CodeAnalysis;

namespace Harness.Proxy;

/// <summary>One attribute of a kind of toxic, by the name and in the unit that Toxiproxy's API has for it.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is what Toxiproxy calls it.")]
public sealed class ToxicAttribute
{
    private readonly Func<Toxic, object> read;
    private readonly Func<Toxic, object, Toxic> write;

    private ToxicAttribute(string name, Type type, Func<Toxic, object> read, Func<Toxic, object, Toxic> write)
    {
        Name = name;
        Type = type;
        this.read = read;
        this.write = write;
    }

    /// <summary>Its name, in snake case.</summary>
    public string Name { get; }

    /// <summary>What its values are: <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</summary>
    public Type Type { get; }

    /// <summary>Its value.</summary>
    public object Of(Toxic toxic) => read(toxic);

    /// <summary>The same toxic with another value.</summary>
    public Toxic Set(Toxic toxic, object value) => write(toxic, value);

    internal static ToxicAttribute Integer<T>(string name, Func<T, long> read, Func<T, long, T> write) where T : Toxic =>
        new(name, typeof(long), toxic => read((T)toxic), (toxic, value) => write((T)toxic, (long)value));

    internal static ToxicAttribute Number<T>(string name, Func<T, double> read, Func<T, double, T> write) where T : Toxic =>
        new(name, typeof(double), toxic => read((T)toxic), (toxic, value) => write((T)toxic, (double)value));

    internal static ToxicAttribute Text<T>(string name, Func<T, string> read, Func<T, string, T> write) where T : Toxic =>
        new(name, typeof(string), toxic => read((T)toxic), (toxic, value) => write((T)toxic, (string)value));

    /// <summary>A time in whole milliseconds; more than a <see cref="TimeSpan"/> can hold is the most that it can.</summary>
    internal static ToxicAttribute Milliseconds<T>(string name, Func<T, TimeSpan> read, Func<T, TimeSpan, T> write) where T : Toxic =>
        Integer<T>(name, toxic => (long)read(toxic).TotalMilliseconds, (toxic, value) => write(toxic, Span(value, TimeSpan.TicksPerMillisecond)));

    /// <summary>The same in microseconds.</summary>
    internal static ToxicAttribute Microseconds<T>(string name, Func<T, TimeSpan> read, Func<T, TimeSpan, T> write) where T : Toxic =>
        Integer<T>(name, toxic => (long)read(toxic).TotalMicroseconds, (toxic, value) => write(toxic, Span(value, TimeSpan.TicksPerMicrosecond)));

    private static TimeSpan Span(long value, long ticks) => new((long)Int128.Clamp((Int128)value * ticks, long.MinValue, long.MaxValue));
}
