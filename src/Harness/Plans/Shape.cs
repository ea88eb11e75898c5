namespace Harness.Plans;

/// <summary>
/// What a value in a plan's file may be. The readers refuse keys that a shape does not have, and the JSON schema for editors is made of the same
/// shapes, so neither can know a key that the other does not.
/// </summary>
public sealed record Shape
{
    /// <summary>JSON's type: <c>string</c>, <c>number</c>, <c>integer</c>, <c>boolean</c>, <c>object</c>, <c>array</c>; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What text must look like, as a regular expression, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>The words that text is one of, or null for free text.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>The smallest number that is right, or null.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The largest number that is right, or null.</summary>
    public double? AtMost { get; init; }

    /// <summary>For a mapping its keys; null where they are free.</summary>
    public IReadOnlyList<PlanKey>? Keys { get; init; }

    /// <summary>For a mapping with keys: what begins so is free, for anchors to stand in; null for nothing.</summary>
    public string? FreePrefix { get; init; }

    /// <summary>For a list what its items are; for a mapping with free keys what its values are.</summary>
    public Shape? Inside { get; init; }

    /// <summary>For a mapping with free keys what a key looks like, as a regular expression, or null.</summary>
    public string? KeyPattern { get; init; }

    /// <summary>Several shapes, each of which is right; null for this one alone.</summary>
    public IReadOnlyList<Shape>? Either { get; init; }

    /// <summary>Text; numbers and words without quotes are text too.</summary>
    public static Shape Text { get; } = new() { Types = ["string", "number", "boolean"] };

    /// <summary>A time with a unit.</summary>
    public static Shape Duration { get; } = new() { Types = ["string"], Pattern = "^([0-9.]+(h|m|s|ms|us))+$" };

    /// <summary>A time, or a range of times.</summary>
    public static Shape Range { get; } = new() { Types = ["string"], Pattern = @"^([0-9.]+(h|m|s|ms|us))+(\.\.([0-9.]+(h|m|s|ms|us))+)?$" };

    /// <summary>So many bytes, with a unit.</summary>
    public static Shape Size { get; } = new() { Types = ["string"], Pattern = "^[0-9.]+ *(B|kB|KB|MB|GB|KiB|MiB|GiB)$" };

    /// <summary>So many bytes a second, with a unit.</summary>
    public static Shape ByteRate { get; } = new() { Types = ["string"], Pattern = "^[0-9.]+ *(B|kB|KB|MB|GB|KiB|MiB|GiB) */ *s$" };

    /// <summary>A share of a hundred.</summary>
    public static Shape Percentage { get; } = new() { Types = ["string"], Pattern = "^[0-9.]+%$" };

    /// <summary>So many a second, with a unit.</summary>
    public static Shape Rate { get; } = new() { Types = ["string"], Pattern = "^[0-9.eE+]+ */ *(s|m|h)$" };

    /// <summary>So many a second, or a bare number for each <c>timeUnit</c>.</summary>
    public static Shape RateOrNumber { get; } = Any(Rate, Number(0));

    /// <summary>True or false.</summary>
    public static Shape Bool { get; } = new() { Types = ["boolean"] };

    /// <summary>Whatever JSON can hold.</summary>
    public static Shape Json { get; } = new();

    /// <summary>A whole number.</summary>
    public static Shape Integer(double atLeast, double? atMost = null) => new() { Types = ["integer"], AtLeast = atLeast, AtMost = atMost };

    /// <summary>A number.</summary>
    public static Shape Number(double atLeast, double? atMost = null) => new() { Types = ["number"], AtLeast = atLeast, AtMost = atMost };

    /// <summary>One of some words.</summary>
    public static Shape Word(params IReadOnlyList<string> words) => new() { Types = ["string"], Words = words };

    /// <summary>A list.</summary>
    public static Shape List(Shape item) => new() { Types = ["array"], Inside = item };

    /// <summary>A list, or one item alone.</summary>
    public static Shape OneOrMore(Shape item) => Any(item, List(item));

    /// <summary>A mapping with these keys and no others.</summary>
    public static Shape Mapping(params IReadOnlyList<PlanKey> keys) => new() { Types = ["object"], Keys = keys };

    /// <summary>A mapping of free names.</summary>
    public static Shape MapOf(Shape value, string? keyPattern = null) => new() { Types = ["object"], Inside = value, KeyPattern = keyPattern };

    /// <summary>One of several shapes.</summary>
    public static Shape Any(params IReadOnlyList<Shape> shapes) => new() { Either = shapes };

    /// <summary>The shape behind a key of this mapping, or null.</summary>
    public PlanKey? this[string key] => Keys?.FirstOrDefault(one => one.Name == key);
}

/// <summary>A key of a plan's file.</summary>
/// <param name="Name">As written.</param>
/// <param name="Shape">What it may hold.</param>
/// <param name="Description">What it means, for people.</param>
/// <param name="Default">What holds where it is left out, as it would be written; null where nothing does, or where it is required.</param>
/// <param name="Required">True where it cannot be left out.</param>
public sealed record PlanKey(string Name, Shape Shape, string Description, string? Default = null, bool Required = false);
