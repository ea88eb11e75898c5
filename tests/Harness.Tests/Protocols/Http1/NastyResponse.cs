using System.Text;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>Bytes that a server, a proxy or an attacker may send, and what is to come of them.</summary>
/// <param name="Name">What is nasty about it.</param>
/// <param name="Bytes">What comes, a char a byte; the peer closes after it.</param>
internal sealed record NastyResponse(string Name, string Bytes)
{
    public ParseState State { get; init; } = ParseState.Done;

    public int Status { get; init; } = 200;

    public string Body { get; init; } = "";

    public bool KeepAlive { get; init; } = true;

    /// <summary>What belongs to the next response.</summary>
    public string Rest { get; init; } = "";

    public bool ToHead { get; init; }

    /// <summary>A part of the message that people are to see.</summary>
    public string Problem { get; init; } = "";

    public byte[] Raw => Encoding.Latin1.GetBytes(Bytes);

    public override string ToString() => Name;
}
