using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>Proxies, toxics and errors as the API writes them.</summary>
internal static class ApiJson
{
    // It is sent as JSON, never as a part of a page.
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
            write(json);
        return buffer.WrittenMemory;
    }

    /// <summary>The fields of an error.</summary>
    public static void Error(Utf8JsonWriter json, int status, string message)
    {
        json.WriteString("error", message);
        json.WriteNumber("status", status);
    }

    public static void Proxy(Utf8JsonWriter json, Proxy proxy)
    {
        json.WriteStartObject();
        json.WriteString("name", proxy.Name);
        json.WriteString("listen", proxy.ListenText);
        json.WriteString("upstream", proxy.Upstream);
        json.WriteBoolean("enabled", proxy.IsEnabled);
        // Toxiproxy lets it slip since 2.5.
        json.WriteStartObject("Logger");
        json.WriteEndObject();
        json.WritePropertyName("toxics");
        Toxics(json, proxy);
        json.WriteEndObject();
    }

    /// <summary>Those of requests first, each stream in its order.</summary>
    public static IEnumerable<Toxic> InOrder(IEnumerable<Toxic> toxics) => toxics.OrderBy(toxic => toxic.Stream != ToxicStream.Upstream);

    public static void Toxics(Utf8JsonWriter json, Proxy proxy)
    {
        json.WriteStartArray();
        foreach (var toxic in InOrder(proxy.Toxics))
            Toxic(json, toxic);
        json.WriteEndArray();
    }

    public static void Toxic(Utf8JsonWriter json, Toxic toxic)
    {
        var kind = ToxicCatalog.KindOf(toxic);
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        foreach (var attribute in kind.Attributes)
        {
            json.WritePropertyName(attribute.Name);
            JsonSerializer.Serialize(json, attribute.Of(toxic), attribute.Type);
        }
        json.WriteEndObject();
        json.WriteString("name", toxic.Name);
        json.WriteString("type", kind.Name);
        json.WriteString("stream", toxic.StreamText ?? (toxic.Stream == ToxicStream.Upstream ? "upstream" : "downstream"));
        json.WriteNumber("toxicity", toxic.Toxicity);
        if (toxic.Ttl is { } ttl)
            json.WriteNumber("ttl", (long)ttl.TotalMilliseconds);
        json.WriteEndObject();
    }
}
