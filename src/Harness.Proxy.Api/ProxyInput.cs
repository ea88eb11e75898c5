using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>A proxy as a request or a file wants it.</summary>
/// <param name="Options">What it is.</param>
/// <param name="SaysToxics">Whether toxics were said, be it none.</param>
/// <param name="Ttl">Where it is not enabled: after how long it is, if nobody says so again.</param>
internal sealed record ProxyInput(ProxyOptions Options, bool SaysToxics, TimeSpan? Ttl)
{
    /// <summary>Where nothing is said, a free port that only this machine can reach; the original listens on all its addresses.</summary>
    private const string DefaultListen = "127.0.0.1:0";

    /// <summary>Reads one.</summary>
    /// <param name="fields">The body, or an element of it.</param>
    /// <param name="place">What follows the name of a field that is missing, such as <c> at proxy 2</c>.</param>
    /// <exception cref="ApiException">Something is missing or wrong.</exception>
    public static ProxyInput Read(Fields fields, string place = "")
    {
        var name = fields.Text("name") is { Length: > 0 } text ? text : throw ApiException.Missing("name" + place);
        var upstream = fields.Text("upstream") is { Length: > 0 } address ? address : throw ApiException.Missing("upstream" + place);
        var toxics = fields.List("toxics");
        var options = new ProxyOptions
        {
            Name = name,
            Listen = fields.Text("listen") is { Length: > 0 } listen ? listen : DefaultListen,
            Upstream = upstream,
            Enabled = fields.Flag("enabled") ?? true,
            Toxics = Toxics(toxics ?? []),
        };
        return new(options, toxics is not null, ToxicInput.Ttl(fields));
    }

    /// <summary>Reads several, as <c>/populate</c> takes them.</summary>
    public static IReadOnlyList<ProxyInput> ReadAll(IEnumerable<JsonElement> elements) => [.. elements.Select((element, index) => ReadAt(element, index))];

    /// <summary>Reads the one of several at an index, which errors call by its number.</summary>
    public static ProxyInput ReadAt(JsonElement element, int index) => Read(new Fields(element), string.Create(System.Globalization.CultureInfo.InvariantCulture, $" at proxy {index + 1}"));

    private static List<Toxic> Toxics(IReadOnlyList<JsonElement> elements)
    {
        var toxics = elements.Select(element => ToxicInput.Read(new Fields(element, "toxics."))).ToList();
        return toxics.Select(toxic => toxic.Name).Distinct(StringComparer.Ordinal).Count() == toxics.Count ? toxics : throw ApiException.ToxicExists;
    }
}
