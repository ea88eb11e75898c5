namespace Harness.Tests.Protocols.Http1;

/// <summary>A place where this parser and .NET's client disagree on purpose.</summary>
/// <param name="Name">What the bytes have.</param>
/// <param name="Reason">Who does what, and why we do ours.</param>
/// <param name="Explains">Whether it explains that bytes are read as they are.</param>
internal sealed record KnownDifference(string Name, string Reason, Func<string, Reading, HttpClientReading, bool> Explains)
{
    public override string ToString() => $"{Name}: {Reason}";
}
