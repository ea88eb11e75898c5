using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Harness.Tests.Schemas;

/// <summary>
/// The JSON schema of what the harness writes, made of its records and of their documentation. It is made here and embedded into the program
/// as a file, because a program does not carry its own documentation.
/// </summary>
internal static partial class RecordSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema (draft 2020-12) as text, ending with a newline.</summary>
    public static string Of(Type type, JsonSerializerOptions options, string title)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, node) => Describe(context, node, documentation) };
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (key, value) in options.GetJsonSchemaAsNode(type, exporter).AsObject().ToList()) schema[key] = value?.DeepClone();
        OneWord(schema);
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>A constant as a list of one, which older validators know too.</summary>
    private static void OneWord(JsonNode? node)
    {
        if (node is JsonArray array) foreach (var item in array) OneWord(item);
        if (node is not JsonObject o) return;
        if (o["const"] is JsonValue constant)
        {
            o.Remove("const");
            o["enum"] = new JsonArray(constant.DeepClone());
        }
        foreach (var (_, value) in o.ToList()) OneWord(value);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, IReadOnlyDictionary<string, XElement> documentation)
    {
        var time = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (time == typeof(TimeSpan)) node = new JsonObject { ["type"] = context.TypeInfo.Type == time ? "number" : new JsonArray("number", "null") };
        if (node is not JsonObject o || Text(context, documentation) is not { Length: > 0 } text) return node;
        o["description"] = time == typeof(TimeSpan) ? $"{text} Seconds." : text;
        return o;
    }

    private static string? Text(JsonSchemaExporterContext context, IReadOnlyDictionary<string, XElement> documentation)
    {
        if (context.PropertyInfo is not { AttributeProvider: PropertyInfo property }) return Summary(documentation.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName}")?.Element("summary"));
        var owner = property.DeclaringType!.FullName!.Replace('+', '.');
        return Summary(documentation.GetValueOrDefault($"P:{owner}.{property.Name}")?.Element("summary"))
            ?? Summary(documentation.GetValueOrDefault($"T:{owner}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")!.Value == property.Name));
    }

    /// <summary>The text with references by their last name.</summary>
    private static string? Summary(XElement? element)
    {
        if (element is null) return null;
        var copy = new XElement(element);
        foreach (var reference in copy.Descendants().Where(inner => inner.Attribute("cref") is not null || inner.Attribute("name") is not null).ToList())
            reference.ReplaceWith((reference.Attribute("cref") ?? reference.Attribute("name"))!.Value.Split('(')[0].Split('.', ':')[^1]);
        return Blanks().Replace(copy.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
