using System.Text;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>The same bytes for this parser and for .NET's own client: the same status and body, or a known difference.</summary>
public sealed class ResponseParserDifferentialTests : IDisposable
{
    private const int MutationsASeed = 2000;

    private static readonly NastyResponse[] Bases = [.. NastyResponses.All.Where(response => response.State == ParseState.Done && response.Bytes.Length < 2000)];

    private readonly HttpClientReader client = new();
    private readonly HashSet<string> seen = [];
    private int agreed;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Feed_Corpus_AgreesWithHttpClientOrIsAKnownDifference()
    {
        foreach (var nasty in NastyResponses.All) await Compare(nasty.Raw, nasty.ToHead, nasty.Name);

        Assert.Equal(KnownDifferences.All.Select(difference => difference.Name).Order(), seen.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Feed_Mutated_AgreesWithHttpClientOrIsAKnownDifference(int seed)
    {
        var random = new Random(seed);
        for (var number = 1; number <= MutationsASeed; number++)
        {
            var nasty = Bases[random.Next(Bases.Length)];
            await Compare(Mutation.Of(nasty.Raw, random), nasty.ToHead, $"seed {seed}, mutation {number}");
        }
        Assert.InRange(agreed, MutationsASeed / 10, MutationsASeed);
    }

    [Fact]
    public async Task Feed_Valid_AgreesWithHttpClient()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var response = GeneratedResponse.Of(seed);
            await Compare(response.Bytes, response.ToHead, $"seed {seed}");
        }
        Assert.Empty(seen);
        Assert.Equal(1000, agreed);
    }

    private async Task Compare(byte[] bytes, bool toHead, string name)
    {
        var ours = Reading.Of(new(), bytes, [], closes: true, toHead);
        var theirs = await client.Read(bytes, toHead, TestContext.Current.CancellationToken);
        if (ours.State == ParseState.Done && theirs.Refusal is null && ours.Status == theirs.Status && ours.Body == theirs.Body) agreed++;
        if (ours.State == ParseState.Done ? theirs.Refusal is null && ours.Status == theirs.Status && ours.Body == theirs.Body : theirs.Refusal is not null) return;

        var text = Encoding.Latin1.GetString(bytes);
        var known = KnownDifferences.All.FirstOrDefault(difference => difference.Explains(text, ours, theirs));
        Assert.True(known is not null, $"{name}: {Quoted.Text(bytes)}\nours: {ours}\ntheirs: {theirs}\n{Convert.ToBase64String(bytes)}");
        seen.Add(known.Name);
    }
}
