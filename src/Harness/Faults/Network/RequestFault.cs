using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>A toxic on a share of the HTTP requests through a proxy. Toxiproxy's own server has none such; ours has.</summary>
/// <param name="kind">The word in the scenario.</param>
/// <param name="meaning">What it does, for people.</param>
/// <param name="keys">Its own keys.</param>
internal abstract class RequestFault(string kind, string meaning, params IReadOnlyList<PlanKey> keys) : ToxicFault(kind, meaning, [ProxyKey.Key, .. keys, Percentage, Method, Path])
{
    private static readonly string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static PlanKey Percentage { get; } = new("percentage", Shape.Percentage, "How many of the requests, each drawn by itself.", "100%");

    private static PlanKey Method { get; } = new("method", Shape.OneOrMore(Shape.Word(methods)), "Only requests of this method, or of several. All where left out.");

    private static PlanKey Path { get; } = new("path", new Shape { Types = ["string"], Pattern = @"^/[^?#\s]*$" }, "Only requests of this path, without query; * stands for any characters. All where left out.");

    public sealed override string Needs => "a proxy of harness.json for HTTP/1 without TLS; not on Toxiproxy's own server";

    protected sealed override ToxicAction? ReadAction(PlanNode keys, string name, Settings settings)
    {
        var target = ProxyKey.Read(keys, settings);
        var percentage = keys[Percentage.Name] is { } share ? share.Percentage() : 100;
        var method = keys[Method.Name] is { } words ? ReadMethod(words) : "";
        var path = keys[Path.Name] is { } node ? ReadPath(node) : "";
        var made = ReadToxic(keys, name, new Requests(percentage ?? 100, method ?? "", path ?? ""), target ?? "");
        return target is null || percentage is null || method is null || path is null || made is not var (toxic, what) ? null : new ToxicAction(Kind, target, toxic, what);
    }

    /// <summary>The toxic and what it does, for people; or null after noting everything that is wrong.</summary>
    /// <param name="keys">The fault's mapping.</param>
    /// <param name="name">What the toxic is called.</param>
    /// <param name="requests">Which it hits.</param>
    /// <param name="target">The proxy.</param>
    protected abstract (Toxic Toxic, string What)? ReadToxic(PlanNode keys, string name, Requests requests, string target);

    /// <summary>Every connection meets it, which says nothing of the requests.</summary>
    public sealed override async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => await base.Heal(undo, ground, ct).ConfigureAwait(false) with { Share = null };

    private static string? ReadMethod(PlanNode node)
    {
        var words = node.OneOrMore()?.Select(one => one.Word(methods)).ToList();
        return words is null || words.Contains(null) ? null : string.Join(',', words);
    }

    private static string? ReadPath(PlanNode node)
    {
        if (node.Text() is not { } path)
            return null;
        if (path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.Any(letter => letter is '?' or '#' || char.IsWhiteSpace(letter) || char.IsControl(letter)))
            return path;
        node.Wrong("it is a path that starts with one /, without query; * stands for any characters: /orders/*");
        return null;
    }
}
