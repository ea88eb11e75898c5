namespace Harness.Proxy.Api;

/// <summary>Toxics as requests and files want them.</summary>
internal static class ToxicInput
{
    /// <summary>A new one. Its name is by default its type and stream, as they were sent.</summary>
    /// <exception cref="ApiException">Something is wrong: the stream, which is looked at before the type, or the type, or a value.</exception>
    public static Toxic Read(Fields fields)
    {
        var (name, type, stream) = (fields.Text("name"), fields.Text("type") ?? "", fields.Text("stream") ?? "downstream");
        var toxicity = fields.Number("toxicity") ?? 1;
        var attributes = fields.Object("attributes");
        var direction = stream.ToUpperInvariant() switch
        {
            "UPSTREAM" => ToxicStream.Upstream,
            "DOWNSTREAM" => ToxicStream.Downstream,
            _ => throw new ApiException(400, "stream was invalid, can be either upstream or downstream"),
        };
        var kind = ToxicCatalog.Find(type) ?? throw new ApiException(400, "invalid toxic type");
        var toxic = kind.Create(string.IsNullOrEmpty(name) ? $"{type}_{stream}" : name) with { Stream = direction, StreamText = stream, Toxicity = toxicity, Ttl = Ttl(fields) };
        return Set(toxic, attributes);
    }

    /// <summary>What changes one: its attributes, toxicity and ttl, each where it is said.</summary>
    /// <exception cref="ApiException">A value is wrong.</exception>
    public static Toxic Change(Toxic toxic, Fields fields) =>
        Set(toxic with { Toxicity = fields.Number("toxicity") ?? toxic.Toxicity, Ttl = fields.Integer("ttl") is null ? toxic.Ttl : Ttl(fields) }, fields.Object("attributes"));

    /// <summary>A time to live, in milliseconds; null where it is not said, or zero.</summary>
    /// <exception cref="ApiException">It is below zero.</exception>
    public static TimeSpan? Ttl(Fields fields) => fields.Integer("ttl") switch
    {
        null or 0 => null,
        < 0 => throw ApiException.BadBody("ttl is below zero; it must be milliseconds, or 0 for none"),
        { } milliseconds => TimeSpan.FromMilliseconds(Math.Min(milliseconds, long.MaxValue / TimeSpan.TicksPerMillisecond)),
    };

    private static Toxic Set(Toxic toxic, Fields attributes)
    {
        foreach (var attribute in ToxicCatalog.KindOf(toxic).Attributes)
        {
            object? value = attribute.Type == typeof(long) ? attributes.Integer(attribute.Name) : attribute.Type == typeof(double) ? attributes.Number(attribute.Name) : attributes.Text(attribute.Name);
            if (value is not null)
                toxic = attribute.Set(toxic, value);
        }
        return toxic;
    }
}
