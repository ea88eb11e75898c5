using System.Globalization;
using System.Text;

namespace Harness.Tests.Protocols.Http1;

/// <summary>A valid response made up from a seed, with what a reader must find in it.</summary>
internal sealed class GeneratedResponse
{
    private static readonly int[] Statuses = [200, 201, 206, 301, 404, 500, 503, 599, 204, 304];
    private static readonly string[] Ends = ["\r\n", "\r\n", "\n"];
    private static readonly string[] Spaces = ["", " ", " ", "\t", " \t "];
    private static readonly string[] Others =
        ["Server: x", "Date: Tue, 15 Nov 1994 08:12:31 GMT", "Set-Cookie: a=b; c=\"d,e\"", "X-Empty:", "Accept-Charset: 5", "Folded: a\r\n b\r\n\t c", "ETag: \"\xE4\""];

    private readonly StringBuilder text = new();
    private readonly Random random;

    private GeneratedResponse(int seed)
    {
        random = new(seed);
        Status = Pick(Statuses);
        for (var interims = random.Next(-3, 3); interims > 0; interims--) AddHead(random.Next(2) == 0 ? 100 : 103, []);
        var body = new string([.. Enumerable.Range(0, random.Next(8) == 0 ? random.Next(5000) : random.Next(40)).Select(_ => Any())]);
        ToHead = random.Next(6) == 0;
        var hasBody = !ToHead && Status is not (204 or 304);
        Body = hasBody ? body : "";
        switch (random.Next(5))
        {
            case 0 when hasBody:
                AddHead(Status, []);
                text.Append(body);
                IsUntilClose = true;
                break;
            case 1 or 2:
                AddHead(Status, [AnyCase("Transfer-Encoding:") + Pick(Spaces) + AnyCase("chunked") + Pick(Spaces)]);
                if (hasBody) AddChunks(body);
                break;
            default:
                AddHead(Status, [AnyCase("Content-Length:") + Pick(Spaces) + body.Length.ToString(CultureInfo.InvariantCulture) + Pick(Spaces)]);
                if (hasBody) text.Append(body);
                break;
        }
        Length = text.Length;
        if (!IsUntilClose) text.Append(new string([.. Enumerable.Range(0, random.Next(50)).Select(_ => Any())]));
        Bytes = Encoding.Latin1.GetBytes(text.ToString());
        Cuts = [.. Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(Bytes.Length + 1)).Order()];
    }

    public int Status { get; }

    public bool ToHead { get; }

    public bool IsUntilClose { get; }

    public string Body { get; }

    /// <summary>How many of the bytes belong to the response; the others are what a pipelining peer sends next.</summary>
    public int Length { get; }

    public byte[] Bytes { get; }

    /// <summary>Where the bytes are cut into pieces.</summary>
    public int[] Cuts { get; }

    public static GeneratedResponse Of(int seed) => new(seed);

    private void AddHead(int status, string[] framing)
    {
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}").Append(Pick(["", " ", " OK", " Not so good"])).Append(Pick(Ends));
        var headers = framing.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pick(Others))).ToArray();
        random.Shuffle(headers);
        foreach (var header in headers) text.Append(header).Append(Pick(Ends));
        text.Append(Pick(Ends));
    }

    private void AddChunks(string body)
    {
        for (var at = 0; at < body.Length;)
        {
            var size = Math.Min(random.Next(1, random.Next(2) == 0 ? 8 : 2000), body.Length - at);
            text.Append(size.ToString(Pick(["x", "X", "X8", "x16"]), CultureInfo.InvariantCulture)).Append(Pick(["", "", ";a", " ;a=\"b;\\\"\""])).Append(Pick(Ends));
            text.Append(body, at, size).Append(Pick(Ends));
            at += size;
        }
        text.Append(Pick(["0", "000", "0;last"])).Append(Pick(Ends));
        for (var trailers = random.Next(-2, 3); trailers > 0; trailers--) text.Append(Pick(Others)).Append(Pick(Ends));
        text.Append(Pick(Ends));
    }

    private string AnyCase(string name) => random.Next(3) switch { 0 => name.ToUpperInvariant(), 1 => name.ToLowerInvariant(), _ => name };

    private char Any() => random.Next(3) == 0 ? Pick(['\r', '\n', '0', ':', ' ']) : (char)random.Next(256);

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];
}
