#pragma warning disable CA1822, IDE0055
namespace Harness.Plans;

/// <summary>Stands in until the reader lands.</summary>
public sealed class PlanNode;
/// <summary>Stands in until the reader lands.</summary>
public sealed class PlanFile;
/// <summary>Stands in until the reader lands.</summary>
public sealed class Template;
/// <summary>Stands in until the reader lands.</summary>
public sealed class JsonPath;
