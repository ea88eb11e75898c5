namespace Harness.Plans;

/// <summary>Lays a file over those that it includes.</summary>
/// <param name="open">Gives an included file, or null after noting why it cannot be read.</param>
/// <param name="problems">Where problems are noted.</param>
internal sealed class IncludeReader(Func<string, PlanNode, PlanText?> open, ProblemList problems)
{
    public const string Key = "include";

    /// <summary>Files that include files that include …: deeper is refused.</summary>
    private const int Deepest = 8;

    /// <summary>More included files are refused.</summary>
    private const int Most = 32;

    private int count;

    /// <summary>The file with everything it includes below it; a later include lies over an earlier one.</summary>
    public PlanNode Read(PlanNode root) => root[Key] is null ? root : Read(root, [Path.GetFullPath(root.Path)]);

    private PlanNode Read(PlanNode root, IReadOnlyList<string> chain)
    {
        PlanNode? below = null;
        foreach (var item in root[Key]?.OneOrMore() ?? [])
        {
            if (Included(item, root.Path, chain) is { } node) below = below is null ? node : node.Over(below);
        }
        return below is null ? root : root.Over(below);
    }

    private PlanNode? Included(PlanNode item, string from, IReadOnlyList<string> chain)
    {
        if (item.Text() is not { } text) return null;
        var path = Path.Combine(Path.GetDirectoryName(from) ?? "", text);
        var full = Path.GetFullPath(path);
        if (chain.Contains(full))
            item.Problem($"{text} includes itself{(chain[^1] == full ? "" : " by way of " + Path.GetFileName(from))}");
        else if (chain.Count > Deepest || ++count > Most)
            item.Problem($"more than {(chain.Count > Deepest ? $"{Deepest} files deep" : $"{Most} included files")}; a plan is a page or two");
        else if (open(path, item) is { } file && PlanDocument.Read(file, text, problems) is { } node)
            return Read(node, [.. chain, full]).Only(key => key != Key);
        return null;
    }
}
