#pragma warning disable CA1822, IDE0055, CS9113, IDE0060
namespace Harness.Plans;

/// <summary>Stands in until the reader lands.</summary>
public sealed class PlanNode;
/// <summary>Stands in until the reader lands.</summary>
public sealed class PlanFile { /// <summary>x</summary>
 public static PlanReading Read(string path, PlanCatalog catalog) => null!; /// <summary>x</summary>
 public static PlanReading Read(IReadOnlyList<PlanText> files, string root, PlanCatalog catalog, bool checkEnvironment) => null!; }
/// <summary>Stands in until the reader lands.</summary>
public sealed class Template { /// <summary>x</summary>
 public string Text => ""; /// <summary>x</summary>
 public string? Render(TemplateLookup lookup) => ""; /// <summary>x</summary>
 public IReadOnlyList<TemplatePart> Parts => []; }
/// <summary>x</summary>
public delegate string? TemplateLookup(TemplatePart part);
/// <summary>x</summary>
public readonly record struct TemplatePart(TemplatePartKind Kind, string Text);
/// <summary>x</summary>
public enum TemplatePartKind { /// <summary>x</summary>
 Fixed, /// <summary>x</summary>
 Variable, /// <summary>x</summary>
 Uuid, /// <summary>x</summary>
 Environment }
/// <summary>Stands in until the reader lands.</summary>
public sealed class JsonPath { /// <summary>x</summary>
 public string? Select(ReadOnlySpan<byte> utf8Json) => null; }
