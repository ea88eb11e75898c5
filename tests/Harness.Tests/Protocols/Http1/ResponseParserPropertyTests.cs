using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>What holds of all responses, valid and broken. What is drawn is a seed, so that what is printed makes the same bytes again.</summary>
public sealed class ResponseParserPropertyTests
{
    private static readonly byte[][] Valid = [.. NastyResponses.All.Where(response => response.State == ParseState.Done).Select(response => response.Raw)];

    private readonly ResponseParser used = new();

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Property(MaxTest = 3000)]
    public Property Feed_Valid_GivesExactlyTheResponse() => Prop.ForAll(Seeds(), seed =>
    {
        var response = GeneratedResponse.Of(seed);
        var reading = Reading.Of(used, response.Bytes, response.Cuts, closes: response.IsUntilClose, response.ToHead);

        Assert.Equal((ParseState.Done, response.Status, response.Length, !response.IsUntilClose), (reading.State, reading.Status, reading.Consumed, reading.KeepAlive));
        Assert.Equal(response.Body, reading.Body);
        Assert.Equal(reading, Reading.Of(new(), response.Bytes, [], closes: response.IsUntilClose, response.ToHead));
    });

    [Property(MaxTest = 3000)]
    public Property Feed_Mutated_ComesToTheSameHoweverItIsCut() => Prop.ForAll(Seeds(), seed =>
    {
        var random = new Random(seed);
        var bytes = Mutation.Of(random.Next(2) == 0 ? Valid[random.Next(Valid.Length)] : GeneratedResponse.Of(seed).Bytes, random);
        var cuts = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(bytes.Length + 1)).Order().ToArray();
        var keepBody = random.Next(20);
        var toHead = random.Next(8) == 0;

        var whole = Reading.Of(used, bytes, [], closes: true, toHead, keepBody);
        Assert.NotEqual(ParseState.More, whole.State);
        Assert.Equal(whole, Reading.Of(used, bytes, cuts, closes: true, toHead, keepBody));
        Assert.Equal(whole, Reading.Of(new(), bytes, cuts, closes: true, toHead, keepBody));
    });

    [Property(MaxTest = 1000)]
    public Property Feed_AnyBytesAfterAHead_NeverThrows() => Prop.ForAll(Seeds(), ArbMap.Default.ArbFor<byte[]>(), (seed, tail) =>
    {
        var head = (seed % 4) switch { 0 => "", 1 => "HTTP/1.1 200 ", 2 => "HTTP/1.1 200 OK\r\n", _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" };
        byte[] bytes = [.. head.Select(one => (byte)one), .. tail];
        Assert.Equal(Reading.Of(used, bytes, [], closes: true), Reading.Of(used, bytes, Enumerable.Range(0, bytes.Length), closes: true));
    });
}
