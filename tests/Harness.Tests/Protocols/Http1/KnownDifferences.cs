using System.Text.RegularExpressions;

namespace Harness.Tests.Protocols.Http1;

/// <summary>All of them. We are stricter where the end of a message, or what the next one is, could be mistaken; RFC 9112, 11.2.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        Refused("CR without LF", "They take a bare CR as text; a peer may take it as a line end, so RFC 9112, 2.2 has it replaced or refused.", "CR without LF"),
        Refused("NUL", "They take it as text; RFC 9110, 5.5 calls it dangerous and has the message refused or cleaned.", "NUL byte"),
        Refused("Content-Length is no number", "They read until close, or take the first of two; RFC 9112, 6.3 calls it unrecoverable.", "Content-Length is"),
        Refused("HTTP/1.2 to HTTP/1.9, status below 100", "They take any digit; no such version exists, and status 0 is none here.", "no status line"),
        Refused("space before the colon", "They drop it; RFC 9112, 5.1 lets only a proxy do so.", "white space before the colon"),
        new("headers of an interim response", "They do not look at the names there; we hold all heads to the same rules.", (_, ours, theirs) => theirs.Refusal is null && ours.Status is >= 100 and < 200 && HasProblem(ours, "header line")),
        Refused("many interim responses", "They have no bound; every loop here has one.", "interim response"),
        Refused("chunk size of more than 16 digits", "They take any number of leading zeros; we bound them.", "no chunk size"),
        Refused("long chunk extension", "They bound it by the 64 KB of a head; we by 1 KB a line.", "does not end within 1024"),
        new("Content-Length is a list", "They do not know \"5, 5\" and read until close; RFC 9110, 8.6 takes it as one.", (text, _, _) => LengthList().IsMatch(text)),
        new("coding other than chunked alone", "They look for chunked at any place in a list that has no wrong element, and else for Content-Length; RFC 9112, 6.3 looks at the last coding only and then at the close.", (text, _, _) => Codings().Count(text) > 1 || OtherCoding().IsMatch(text)),
        new("101", "They give the other protocol's bytes as a body; for us HTTP ends with the head.", (_, ours, _) => ours.Status == 101),
    ];

    private static KnownDifference Refused(string name, string reason, string problem) =>
        new(name, reason, (_, ours, theirs) => theirs.Refusal is null && HasProblem(ours, problem));

    private static bool HasProblem(Reading ours, string problem) => ours.Problem?.Contains(problem, StringComparison.Ordinal) == true;

    [GeneratedRegex(@"\nContent-Length:[^\n]*,", RegexOptions.IgnoreCase)]
    private static partial Regex LengthList();

    [GeneratedRegex(@"\nTransfer-Encoding:", RegexOptions.IgnoreCase)]
    private static partial Regex Codings();

    [GeneratedRegex(@"\nTransfer-Encoding:(?![ \t]*chunked[ \t]*\r?\n)", RegexOptions.IgnoreCase)]
    private static partial Regex OtherCoding();
}
