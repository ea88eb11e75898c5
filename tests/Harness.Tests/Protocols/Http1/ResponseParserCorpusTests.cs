using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>Every entry of the corpus comes to what it says, wherever it is cut.</summary>
public sealed class ResponseParserCorpusTests
{
    public static TheoryData<string> Names => [.. NastyResponses.All.Select(response => response.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Feed_Nasty_ComesToWhatIsExpected(string name)
    {
        var nasty = NastyResponses.Named(name);
        var reading = Reading.Of(nasty.Bytes, closes: true, nasty.ToHead);

        Assert.Equal((nasty.State, nasty.Status, nasty.Body, nasty.KeepAlive), (reading.State, reading.Status, reading.Body, reading.KeepAlive));
        if (nasty.State == ParseState.Done) Assert.Equal(nasty.Rest, nasty.Bytes[reading.Consumed..]);
        else Assert.Contains(nasty.Problem, reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Feed_CutAtAnyPlace_ComesToTheSame(string name)
    {
        var nasty = NastyResponses.Named(name);
        var whole = Reading.Of(nasty.Bytes, closes: true, nasty.ToHead);
        var parser = new ResponseParser();
        // The long ones are the same line again and again: the places around their ends and the limit count.
        var length = nasty.Bytes.Length;
        var places = Enumerable.Range(0, length + 1).Where(at => length < 2000 || at < 100 || at > length - 50 || Math.Abs(at - ResponseParser.MaxHead) < 50);
        foreach (var at in places) Assert.Equal(whole, Reading.Of(parser, nasty.Raw, [at], closes: true, nasty.ToHead));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Feed_ByteByByte_ComesToTheSame(string name)
    {
        var nasty = NastyResponses.Named(name);
        var whole = Reading.Of(nasty.Bytes, closes: true, nasty.ToHead);

        Assert.Equal(whole, Reading.Of(new(), nasty.Raw, Enumerable.Range(0, nasty.Bytes.Length), closes: true, nasty.ToHead));
    }

    [Fact]
    public void Names_OfTheCorpus_AreUnique() => Assert.Equal(NastyResponses.All.Count, NastyResponses.All.DistinctBy(response => response.Name).Count());
}
