using System.Text.Json;
using System.Text.Json.Nodes;

namespace Harness.Plans;

/// <summary>The JSON schemas (draft 2020-12) of a scenario and of harness.json, made of the shapes that the readers use.</summary>
public static class PlanSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, ending with a newline.</summary>
    /// <param name="shape">The root mapping.</param>
    /// <param name="title">What the file is.</param>
    public static string Of(Shape shape, string title)
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (key, value) in Node(shape).ToList())
        {
            value?.Parent?.AsObject().Remove(key);
            schema[key] = value;
        }
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Node(Shape shape)
    {
        if (shape.Either is { } either) return new JsonObject { ["anyOf"] = new JsonArray([.. either.Select(Node)]) };
        var node = new JsonObject();
        if (shape.Types.Count == 1) node["type"] = shape.Types[0];
        else if (shape.Types.Count > 1) node["type"] = new JsonArray([.. shape.Types.Select(type => JsonValue.Create(type))]);
        if (shape.Pattern is { } pattern) node["pattern"] = pattern;
        if (shape.Words is { } words) node["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        if (shape.AtLeast is { } least) node["minimum"] = least;
        if (shape.AtMost is { } most) node["maximum"] = most;
        if (shape.Types is ["array"] && shape.Inside is { } item) node["items"] = Node(item);
        if (shape.Types is ["object"]) Mapping(node, shape);
        return node;
    }

    private static void Mapping(JsonObject node, Shape shape)
    {
        if (shape.Keys is not { } keys)
        {
            node["additionalProperties"] = Node(shape.Inside!);
            if (shape.KeyPattern is { } pattern) node["propertyNames"] = new JsonObject { ["pattern"] = pattern };
            return;
        }
        node["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Key(key))));
        if (keys.Any(key => key.Required)) node["required"] = new JsonArray([.. keys.Where(key => key.Required).Select(key => JsonValue.Create(key.Name))]);
        if (shape.FreePrefix is { } free) node["patternProperties"] = new JsonObject { [$"^{free}"] = new JsonObject() };
        node["additionalProperties"] = false;
    }

    private static JsonObject Key(PlanKey key)
    {
        var node = Node(key.Shape);
        node["description"] = key.Default is { } text ? $"{key.Description} Default: {text}." : key.Description;
        return node;
    }
}
