using System.Text;
using FsCheck.Xunit;
using Harness.Plans;

namespace Harness.Tests.Plans;

/// <summary>Cases named by section are the examples of RFC 9535.</summary>
public sealed class JsonPathTests
{
    private const string Names = """{"o": {"j j": {"k.k": 3}}, "'": {"@": 2}}""";
    private const string Null = """{"a": null, "b": [null], "c": [{}], "null": 1}""";
    private const string Store = """
        { "store": { "book": [
            { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
            { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
            { "category": "fiction", "author": "J. R. R. Tolkien", "isbn": "0-395-19395-8", "price": 22.99 } ],
          "bicycle": { "color": "red", "price": 399 } } }
        """;

    [Theory]
    [InlineData("$", """{"k": "v"}""", """{"k": "v"}""")] // 2.2.3
    [InlineData("$.o['j j']", Names, """{"k.k": 3}""")] // 2.3.1.3
    [InlineData("$.o['j j']['k.k']", Names, "3")]
    [InlineData("""$.o["j j"]["k.k"]""", Names, "3")]
    [InlineData("""$["'"]["@"]""", Names, "2")]
    [InlineData("""$['\'']['@']""", Names, "2")]
    [InlineData("$[1]", """["a","b"]""", "b")] // 2.3.3.3
    [InlineData("$[-2]", """["a","b"]""", "a")]
    [InlineData("$.a", Null, "null")] // 2.6.1
    [InlineData("$.a[0]", Null, null)]
    [InlineData("$.a.d", Null, null)]
    [InlineData("$.b[0]", Null, "null")]
    [InlineData("$.null", Null, "1")]
    [InlineData("$.store.book[2].author", Store, "J. R. R. Tolkien")] // 1.5
    [InlineData("$.store.book[-1].isbn", Store, "0-395-19395-8")]
    [InlineData("$['store']['bicycle']['price']", Store, "399")]
    [InlineData("$.store.book[0].price", Store, "8.95")]
    [InlineData("$[0]", """{"0": 1}""", null)]
    [InlineData("$['0']", "[1]", null)]
    [InlineData("$[2]", "[1,2]", null)]
    [InlineData("$[-3]", "[1,2]", null)]
    [InlineData("$ [ 0 ] .a", """[{"a":true}]""", "true")]
    [InlineData("$.☺", """{"☺": 1}""", "1")]
    [InlineData("""$["\uD83D\uDE00\n\/"]""", """{"\ud83d\ude00\n/": 1}""", "1")]
    [InlineData("$.a", """{"a": "\u0041\n"}""", "A\n")]
    [InlineData("$['']", """{"": 1}""", "1")]
    public void Select_SingularQuery_GivesTheNode(string path, string json, string? expected) => Assert.Equal(expected, Select(path, json));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"b": [1, }""")]
    [InlineData("no json")]
    public void Select_AnswerIsNoJson_GivesNull(string json) => Assert.Null(Select("$.a", json));

    [Theory]
    [InlineData("$.*", ".*")]
    [InlineData("$[*]", "[*]")]
    [InlineData("$..a", "..")]
    [InlineData("$[1:3]", "a slice")]
    [InlineData("$[:2]", "a slice")]
    [InlineData("$[0,1]", "a list")]
    [InlineData("$['a','b']", "a list")]
    [InlineData("$[?@.price<10]", "a filter")]
    public void TryParse_SeveralNodes_IsRefused(string text, string what)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var problem));
        Assert.StartsWith($"{what} selects more than one node; a variable takes one, such as $.items[0].sku", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("items")]
    [InlineData(" $")]
    [InlineData("$ ")]
    [InlineData("$.")]
    [InlineData("$.1a")]
    [InlineData("$.a-b")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[01]")]
    [InlineData("$[-0]")]
    [InlineData("$[1.0]")]
    [InlineData("$[9007199254740992]")]
    [InlineData("$['a")]
    [InlineData("$['a'")]
    [InlineData("""$['\x']""")]
    [InlineData("""$['\"']""")]
    [InlineData("""$["\uD83D"]""")]
    [InlineData("""$["\uDE00"]""")]
    [InlineData("$['\n']")]
    public void TryParse_NoPath_IsRefused(string text)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem!);
    }

    [Property]
    public bool TryParse_AnyText_NeverThrows(string? text) => JsonPath.TryParse("$" + text, out _, out var problem) == problem is null;

    private static string? Select(string text, string json)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var problem), problem);
        return path!.Select(Encoding.UTF8.GetBytes(json));
    }
}
