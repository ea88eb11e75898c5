using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Integration.Tests.Proxy;
using Harness.Proxy;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary>Whatever is sent, there is an answer as the contract says, and traffic passes afterwards.</summary>
public sealed class ApiPropertyTests : ApiFixture
{
    private static readonly string?[] Values = [null, "-1", "-9223372036854775808", "0", "4611686018427387904", "9223372036854775807", "9223372036854775808", "1e300", "1e400", "1.5", "1e3", "\"text\"", "\"\\ud800\"", "[]", "{}", "null", "true"];

    /// <summary>Whether a value is of a type; null is as if it was not said.</summary>
    private static bool Fits(Type? type, string? value) =>
        type is null || value is null or "null"
        || (type == typeof(string) ? value == "\"text\""
        : type == typeof(long) ? long.TryParse(value, out _)
        : value is not ("1e300" or "1e400" or "[]" or "{}" or "true") && value[0] != '"');

    public static TheoryData<string> Kinds => [.. ToxicCatalog.Kinds.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Toxic_AnyValueOfAnyAttribute_IsTakenOrRefusedAndTrafficPassesAfterwards(string kind)
    {
        (string Name, Type? Type)[] attributes = [.. ToxicCatalog.Find(kind)!.Attributes.Select(attribute => (attribute.Name, (Type?)attribute.Type)), ("unknown", null)];
        foreach (var (name, type) in attributes)
        {
            foreach (var value in Values)
            {
                var body = $"{{\"name\":\"t\",\"type\":\"{kind}\",\"attributes\":{{{(value is null ? "" : $"\"{name}\":{value}")}}}}}";
                var expected = Fits(type, value) ? 200 : 400;
                Assert.True(expected == (await Ask("POST", "/proxies/shop/toxics", body)).Status, body);
                if (expected == 200)
                    await Send();
                else
                    await Ask("POST", "/proxies/shop/toxics", $$"""{"name":"t","type":"{{kind}}"}""");
                Assert.True(expected == (await Ask("PATCH", "/proxies/shop/toxics/t", body)).Status, body);
                Assert.Equal(200, (await Ask("GET", "/proxies/shop/toxics/t")).Status);
                Assert.Equal(204, (await Ask("DELETE", "/proxies/shop/toxics/t")).Status);
            }
        }
        await AssertTrafficPasses();
        await Poll.UntilAsync("no connection is left", TimeSpan.FromSeconds(20), () => Shop.Counters.Open == 0);
    }

    [Theory]
    [InlineData("toxicity", "any number"), InlineData("ttl", "a ttl"), InlineData("name", "text"), InlineData("type", "text"), InlineData("stream", "text"), InlineData("attributes", "an object")]
    public async Task Toxic_AnyValueOfAnyField_IsAnswered(string field, string right)
    {
        foreach (var value in Values.OfType<string>())
        {
            var reply = await Ask("POST", "/proxies/shop/toxics", $$"""{"name":"t","type":"latency","{{field}}":{{value}}}""");
            var fits = value == "null"
                || right switch
                {
                    "any number" => Fits(typeof(double), value),
                    "a ttl" => Fits(typeof(long), value) && value[0] != '-',
                    "an object" => value == "{}",
                    // No such type, and no such stream.
                    _ => field == "name" && value == "\"text\"",
                };
            Assert.True((fits ? 200 : 400) == reply.Status, $"{value}: {reply.Status} {reply.Body}");
            Shop.RemoveToxics();
        }
        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Anything_OnAnyPath_IsAnsweredAndTheServerLives()
    {
        const int seed = 20;
        var random = new Random(seed);
        string[] methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "BREW"];
        string[] words = ["proxies", "toxics", "slow", "populate", "reset", "version", "x", "", "..", "%00", "a%20b", "%2F", "ä", "%zz"];
        string[] bodies = [$$"""{"name":"x","listen":"127.0.0.1:0","upstream":"{{Upstream}}","enabled":true}""", """{"name":"t","type":"slicer","stream":"upstream","toxicity":0.5,"attributes":{"average_size":3,"delay":9},"ttl":5}""", $$"""[{"name":"y","upstream":"{{Upstream}}","toxics":[{"type":"timeout"}]}]"""];
        for (var round = 0; round < 600; round++)
        {
            // What nobody but this test makes, so that shop itself stays.
            var path = "/" + string.Join('/', Enumerable.Range(0, random.Next(5)).Select(_ => words[random.Next(words.Length)])) + (random.Next(5) == 0 ? "?a=/b%2F" : "");
            var body = Encoding.UTF8.GetBytes(bodies[random.Next(bodies.Length)]);
            if (random.Next(4) == 0) random.NextBytes(body);
            for (var flips = random.Next(3); flips > 0; flips--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) body = body[..random.Next(body.Length)];
            var reply = await Ask(methods[random.Next(methods.Length)], path, body);
            Assert.True(reply.Status is 200 or 201 or 204 or 400 or 404 or 405 or 409 or 500, $"seed {seed}, round {round}: {path}: {reply.Status} {reply.Body}");
            if (reply.Status >= 400 && reply.Body.StartsWith('{'))
                Assert.Equal(reply.Status, reply.Json["status"]!.GetValue<int>());
        }
        Assert.Equal(200, (await Ask("GET", "/version")).Status);
        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Bytes_ThatAreNoHttp_DisturbNobody()
    {
        var random = new Random(21);
        for (var round = 0; round < 100; round++)
        {
            using var socket = await new IPEndPoint(IPAddress.Loopback, Address.Port).ConnectAsync(Token);
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            await socket.SendAllAsync(round % 2 == 0 ? bytes : [.. "POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"u8, .. bytes], Token);
            if (round % 3 == 0) socket.LingerState = new LingerOption(true, 0);
        }
        Assert.Equal(200, (await Ask("GET", "/version")).Status);
        await AssertTrafficPasses();
    }

    /// <summary>Something goes into the toxic, and nobody waits for what becomes of it.</summary>
    private async Task Send()
    {
        using var connection = await Shop.Listen.ConnectAsync(Token);
        await connection.SendAllAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
    }
}
