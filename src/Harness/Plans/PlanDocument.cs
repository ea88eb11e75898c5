using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Harness.Plans;

/// <summary>Turns a file's text into nodes, or one clear problem. The parser's events are read rather than YamlDotNet's own tree, because that tree
/// throws at the first duplicate key and follows aliases without a bound.</summary>
internal sealed class PlanDocument
{
    /// <summary>Deeper nesting is refused; no plan needs ten.</summary>
    private const int Deepest = 64;

    private readonly ProblemList problems;
    private readonly string path;
    private readonly Parser parser;
    private readonly Dictionary<string, PlanNode> anchors = [];
    private int nodes;

    /// <summary>More values than this, those behind aliases included, are refused: a page or two of plan has a few hundred.</summary>
    private const int MostNodes = 100_000;

    private PlanDocument(string path, string text, ProblemList problems)
    {
        this.problems = problems;
        this.path = path;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The root mapping of a file, or null after noting why there is none.</summary>
    public static PlanNode? Read(PlanText file, string name, ProblemList problems)
    {
        var isJson = file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        var text = file.Text.TrimStart('\uFEFF');
        // YAML forbids tabs as indentation, JSON does not; inside JSON's strings they cannot stand.
        if (isJson)
            text = text.Replace('\t', ' ');
        var document = new PlanDocument(file.Path, text, problems);
        try
        {
            return document.ReadRoot(name);
        }
        catch (YamlException e)
        {
            problems.Add(Tab(file, isJson, text, e) ?? new Problem(file.Path, (int)Math.Max(e.Start.Line, 1), (int)Math.Max(e.Start.Column, 1),
                e is PlanException ? e.Message : $"not {(isJson ? "JSON" : "YAML")}: {e.Message.TrimEnd('.')}"));
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The parser lets some of these out on odd brackets and escapes, without a place; what it read last is near.
            var near = document.parser.Current?.Start ?? new Mark(0, 1, 1);
            problems.Add(new Problem(file.Path, (int)near.Line, (int)near.Column,
                $"not {(isJson ? "JSON" : "YAML")} from here on; look for a bracket, a brace, a quote or an escape that is wrong"));
            return null;
        }
    }

    /// <summary>One value of any kind, such as stands behind a key.</summary>
    /// <param name="text">As it would be written in a file, on one line.</param>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <param name="name">The keys that lead to it.</param>
    /// <param name="problems">Where problems are noted.</param>
    public static PlanNode? ReadValue(string text, string path, string name, ProblemList problems)
    {
        var document = new PlanDocument(path, text, problems);
        try
        {
            document.parser.Consume<StreamStart>();
            if (document.parser.Accept<StreamEnd>(out _))
                return document.Node(document.parser.Current!, name, "");
            document.parser.Consume<DocumentStart>();
            return document.ReadNode(name, depth: 0);
        }
        catch (Exception e) when (e is YamlException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            problems.Add(new Problem(path, 1, 1, $"'{text}' is no value; write it as behind a key in the file, in quotes where it has brackets or colons"));
            return null;
        }
    }

    private PlanNode? ReadRoot(string name)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return Nothing(1, 1, $"the file is empty; it should hold {name} as a mapping of keys to values");
        parser.Consume<DocumentStart>();
        var root = ReadNode(name, depth: 0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out var end))
            Nothing(parser.Current!.Start, "a second document; a file holds one, without '---' in the middle");
        else if (root.IsEmpty)
            return Nothing(1, 1, $"the file is empty; it should hold {name} as a mapping of keys to values");
        else if (!root.IsMapping)
            root.Problem($"the file holds {(root.IsList ? "a list" : "one value")}; it should hold {name} as a mapping of keys to values");
        return root.IsMapping && end is not null ? root : null;
    }

    private PlanNode ReadNode(string name, int depth)
    {
        if (parser.Current is null)
            parser.MoveNext();
        var start = parser.Current!;
        if (depth > Deepest)
            throw new PlanException(start.Start, $"nested deeper than {Deepest} levels");
        if (start is NodeEvent { Tag.IsEmpty: false } tagged && !tagged.Tag.IsNonSpecific)
            throw new PlanException(start.Start, $"the tag {tagged.Tag} is not taken; put text in quotes, and leave other values plain");
        var node = start switch
        {
            Scalar scalar => ReadScalar(scalar, name),
            SequenceStart => ReadList(start, name, depth),
            MappingStart => ReadMapping(start, name, depth),
            _ => ReadAlias((AnchorAlias)start),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored) anchors[anchored.Anchor.Value] = node;
        return node;
    }

    private PlanNode ReadScalar(Scalar scalar, string name)
    {
        parser.MoveNext();
        Count(scalar, 1);
        return Node(scalar, name, scalar.Value, scalar.Style != ScalarStyle.Plain);
    }

    /// <summary>The value behind an anchor, as it stands there: its places are those of the anchor.</summary>
    private PlanNode ReadAlias(AnchorAlias alias)
    {
        parser.MoveNext();
        // One that stands inside its own anchor is not known yet, so nothing can contain itself.
        if (!anchors.TryGetValue(alias.Value.Value, out var node))
            throw new PlanException(alias.Start, $"no anchor &{alias.Value.Value} stands before this{(anchors.Count == 0 ? "" : Nearest.Offer(alias.Value.Value, anchors.Keys))}");
        Count(alias, node.Size);
        return node;
    }

    private void Count(ParsingEvent at, int more)
    {
        nodes += more;
        if (nodes > MostNodes)
            throw new PlanException(at.Start, $"more than {MostNodes} values, those behind aliases included; a plan is a page or two");
    }

    private PlanNode ReadList(ParsingEvent start, string name, int depth)
    {
        parser.MoveNext();
        var list = Node(start, name).AsList();
        while (!parser.TryConsume<SequenceEnd>(out _))
            list.Add(ReadNode(name, depth + 1));
        return list;
    }

    private PlanNode ReadMapping(ParsingEvent start, string name, int depth)
    {
        parser.MoveNext();
        var mapping = Node(start, name).AsMapping();
        var first = new Dictionary<string, PlanNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(name, depth + 1);
            var word = key.Scalar;
            if (word == MergeKey && key.IsPlain)
            {
                Merge(mapping, ReadNode(name, depth + 1));
                continue;
            }
            var value = ReadNode(depth == 0 ? word ?? name : $"{name}.{word}", depth + 1);
            if (word is null)
                key.Problem($"a key in {name} is {(key.IsList ? "a list" : "a mapping")}; it should be a word (text with braces needs quotes)");
            else if (first.TryAdd(word, key))
                mapping.Set(key, value);
            else
                key.Problem($"duplicate key '{word}' in {name}; it stands in line {first[word].Line} already");
        }

        return mapping;
    }

    private const string MergeKey = "<<";

    /// <summary>YAML's merge key: what the mapping has itself wins, whether it stands before or after.</summary>
    private static void Merge(PlanNode mapping, PlanNode below)
    {
        foreach (var one in below.IsList ? below.Items : [below])
        {
            if (one.IsMapping) mapping.AddBelow(one);
            else one.Wrong("behind << stands a mapping, *name for instance, or a list of mappings");
        }
    }

    private PlanNode Node(ParsingEvent at, string name, string? scalar = null, bool quoted = false) =>
        new(problems, path, (int)at.Start.Line, (int)at.Start.Column, name, scalar, quoted);

    private PlanNode? Nothing(in Mark at, string message) => Nothing((int)at.Line, (int)at.Column, message);

    private PlanNode? Nothing(int line, int column, string message)
    {
        problems.Add(new Problem(path, line, column, message));
        return null;
    }

    /// <summary>The parser's own words about a tab are misleading; where one indents a line before the error, it is the reason.</summary>
    private static Problem? Tab(PlanText file, bool isJson, string text, YamlException error)
    {
        if (isJson || error is PlanException)
            return null;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line.Length - line.TrimStart(" \t").Length;
            var tab = line[..indent].IndexOf('\t');
            if (tab >= 0 && number <= error.End.Line + 1)
                return new Problem(file.Path, number, tab + 1, "a tab indents this line; YAML indents by blanks only");
        }

        return null;
    }

    private sealed class PlanException(Mark at, string message) : YamlException(at, at, message);
}
