using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>The corpus: one entry a rule that somebody's parser got wrong at some time.</summary>
internal static class NastyResponses
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Five = "Content-Length: 5\r\n\r\nhello";

    public static IReadOnlyList<NastyResponse> All { get; } = [.. StatusLines(), .. Interims(), .. Headers(), .. Lengths(), .. Codings(), .. Chunks(), .. Closes()];

    public static NastyResponse Named(string name) => All.Single(response => response.Name == name);

    private static NastyResponse Good(string name, string bytes, string body = "hello") => new(name, bytes) { Body = body };

    private static NastyResponse Bad(string name, string bytes, string problem) =>
        new(name, bytes) { State = ParseState.Broken, KeepAlive = false, Problem = problem };

    private static IEnumerable<NastyResponse> StatusLines() =>
    [
        Good("plain", Ok + Five),
        Good("reason is empty", "HTTP/1.1 200 \r\n" + Five),
        Good("reason is absent", "HTTP/1.1 200\r\n" + Five),
        Good("reason is not ASCII", "HTTP/1.1 200 \xE4\xF6\r\n" + Five),
        Good("status over 599", "HTTP/1.1 999 Request denied\r\n" + Five) with { Status = 999 },
        Good("old version", "HTTP/1.0 200 OK\r\n" + Five) with { KeepAlive = false },
        Bad("later version", "HTTP/1.2 200 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("version two", "HTTP/2 200 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("version in small letters", "http/1.1 200 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("other protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "no status line") with { Status = 0 },
        Bad("line before", "\r\n" + Ok + Five, "no status line") with { Status = 0 },
        Bad("two spaces", "HTTP/1.1  200 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("status of two digits", "HTTP/1.1 20 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("status of four digits", "HTTP/1.1 2000 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("status below 100", "HTTP/1.1 099 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("status with a sign", "HTTP/1.1 +20 OK\r\n" + Five, "no status line") with { Status = 0 },
        Bad("CR in the reason", "HTTP/1.1 200 O\rK\r\n" + Five, "CR without LF") with { Status = 0 },
        Bad("NUL in the reason", "HTTP/1.1 200 O\0K\r\n" + Five, "NUL") with { Status = 0 },
        Bad("nothing", "", "before a response came") with { Status = 0 },
        Bad("half a status line", "HTTP/1.1 2", "status line: the connection was closed") with { Status = 0 },
    ];

    private static IEnumerable<NastyResponse> Interims() =>
    [
        Good("100 first", "HTTP/1.1 100 Continue\r\n\r\n" + Ok + Five),
        Good("102 and 103 with headers", "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nContent-Length: 7\r\nConnection: close\r\n\r\n" + Ok + Five),
        Good("101 is final", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nContent-Length: 5\r\n\r\nhello", "") with { Status = 101, KeepAlive = false, Rest = "hello" },
        Bad("only an interim one", "HTTP/1.1 100 Continue\r\n\r\n", "status line: the connection was closed") with { Status = 0 },
        Bad("wrong header in an interim one", "HTTP/1.1 103 Early Hints\r\nLi nk: a\r\n\r\n" + Ok + Five, "header line 1: \"Li nk: a\" has a character") with { Status = 103 },
        Good("fifty interim ones", string.Concat(Enumerable.Repeat("HTTP/1.1 103 E\r\n\r\n", 50)) + Ok + Five),
        Bad("one more", string.Concat(Enumerable.Repeat("HTTP/1.1 103 E\r\n\r\n", 51)) + Ok + Five, "interim response 51") with { Status = 0 },
    ];

    private static IEnumerable<NastyResponse> Headers() =>
    [
        Good("LF only", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
        Good("LF and CRLF mixed", "HTTP/1.1 200 OK\nA: b\r\nContent-Length: 5\n\r\nhello"),
        Good("no space after the colon", Ok + "Content-Length:5\r\n\r\nhello"),
        Good("white space around the value", Ok + "Content-Length: \t 5 \t\r\n\r\nhello"),
        Good("value is empty", Ok + "A:\r\n" + Five),
        Good("value is not ASCII", Ok + "A: \xE4\x80\x7F\x01\r\n" + Five),
        Good("names in other letters", Ok + "cOnTeNt-LeNgTh: 5\r\n\r\nhello"),
        Good("all characters of a token", Ok + "!#$%&'*+-.^_`|~09azAZ: b\r\n" + Five),
        Good("names of the same length", Ok + "Accept-Charset: 9\r\nContent-Langth: 9\r\nAccept-Encoding-X: chunked\r\nConnectino: close\r\n" + Five),
        Good("folded", Ok + "A: b\r\n c\r\n\td\r\n" + Five),
        Good("length is folded", Ok + "Content-Length:\r\n 5\r\n\r\nhello"),
        Good("fold is only white space", Ok + "Content-Length: 5\r\n \r\n\r\nhello"),
        Good("LF before a fold", Ok + "Content-Length:\n\t5\n\nhello"),
        Bad("fold of nothing", Ok + " A: b\r\n" + Five, "white space"),
        Bad("no colon", Ok + "Content-Length 5\r\n\r\nhello", "has no colon"),
        Bad("no name", Ok + ": b\r\n" + Five, "no name"),
        Bad("space before the colon", Ok + "Content-Length : 5\r\n\r\nhello", "before the colon"),
        Bad("tab before the colon", Ok + "Content-Length\t: 5\r\n\r\nhello", "before the colon"),
        Bad("name is no token", Ok + "Content Length: 5\r\n\r\nhello", "no token"),
        Bad("name is not ASCII", Ok + "\xC4: 5\r\n\r\nhello", "no token"),
        Bad("CR in a value", Ok + "A: b\rContent-Length: 5\r\n\r\nhello", "CR without LF"),
        Bad("two CR", Ok + "A: b\r\r\nContent-Length: 5\r\n\r\nhello", "CR without LF"),
        Bad("CR at the end of the head", Ok + "Content-Length: 5\r\n\rhello", "CR without LF"),
        Bad("NUL in a value", Ok + "A: \0\r\n" + Five, "NUL"),
        Bad("NUL in a name", Ok + "A\0: b\r\n" + Five, "NUL"),
        Bad("head is cut", Ok + "Content-Length: 5\r\n", "header line 1: the connection was closed"),
        Bad("a header too long", Ok + "A: " + new string('b', ResponseParser.MaxHead) + "\r\n" + Five, "does not end within"),
        Bad("headers too many", Ok + string.Concat(Enumerable.Repeat("A: bcdefghi\r\n", 6000)) + Five, "does not end within"),
    ];

    private static IEnumerable<NastyResponse> Lengths() =>
    [
        Good("more follows", Ok + Five + "HTTP/1.1 500 No\r\n\r\n") with { Rest = "HTTP/1.1 500 No\r\n\r\n" },
        Good("length zero", Ok + "Content-Length: 0\r\n\r\n", ""),
        Good("the same length twice", Ok + "Content-Length: 5\r\n" + Five),
        Good("the same length in a list", Ok + "Content-Length: 5, 5\r\n\r\nhello"),
        Good("the same length in a list, more follows", Ok + "Content-Length: 5, 5\r\n\r\nhello!") with { Rest = "!" },
        Good("zeros before", Ok + "Content-Length: 005\r\n\r\nhello"),
        Bad("two lengths", Ok + "Content-Length: 6\r\n" + Five, "6 and 5; right would be one"),
        Bad("two lengths in a list", Ok + "Content-Length: 5, 6\r\n\r\nhello!", "5 and 6; right would be one"),
        Bad("length is empty", Ok + "Content-Length:\r\n\r\nhello", "Content-Length is \"\""),
        Bad("length is negative", Ok + "Content-Length: -5\r\n\r\nhello", "Content-Length is \"-5\""),
        Bad("length has a sign", Ok + "Content-Length: +5\r\n\r\nhello", "Content-Length is \"+5\""),
        Bad("length is hexadecimal", Ok + "Content-Length: 0x5\r\n\r\nhello", "Content-Length is \"0x5\""),
        Bad("length is a fraction", Ok + "Content-Length: 5.0\r\n\r\nhello", "Content-Length is \"5.0\""),
        Bad("length has a space", Ok + "Content-Length: 5 5\r\n\r\nhello", "Content-Length is \"5 5\""),
        Bad("length ends with a comma", Ok + "Content-Length: 5,\r\n\r\nhello", "Content-Length is \"5,\""),
        Bad("length overflows", Ok + "Content-Length: 9223372036854775808\r\n\r\nhello", "Content-Length is"),
        Bad("length overflows to five", Ok + "Content-Length: 18446744073709551621\r\n\r\nhello", "Content-Length is"),
        Bad("largest length, cut", Ok + "Content-Length: 9223372036854775807\r\n\r\nhello", "after 5 bytes") with { Body = "hello" },
        Bad("body is cut", Ok + "Content-Length: 6\r\n\r\nhello", "after 5 bytes; right would be 6") with { Body = "hello" },
        Good("answer to HEAD", Ok + "Content-Length: 5\r\n\r\n", "") with { ToHead = true },
        Good("answer to HEAD with chunks", Chunked, "") with { ToHead = true },
        Good("answer to HEAD without length", Ok + "\r\n", "") with { ToHead = true },
        Good("204 with a length", "HTTP/1.1 204 No Content\r\n" + Five, "") with { Status = 204, Rest = "hello" },
        Good("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "") with { Status = 304 },
        Good("304 with a wrong length", "HTTP/1.1 304 Not Modified\r\nContent-Length: x\r\n\r\n", "") with { Status = 304 },
    ];

    private static IEnumerable<NastyResponse> Codings() =>
    [
        Good("both, chunks win", Ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n") with { KeepAlive = false },
        Good("both, the other way", Ok + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n") with { KeepAlive = false },
        Good("both, length is wrong", Ok + "Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n5\r\nhello\r\n0\r\n\r\n") with { KeepAlive = false },
        Good("both, coding is unknown", Ok + "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nhello") with { KeepAlive = false },
        Good("coding is unknown", Ok + "Transfer-Encoding: cow\r\n\r\nhello") with { KeepAlive = false },
        Good("coding is identity", Ok + "Transfer-Encoding: identity\r\n\r\nhello") with { KeepAlive = false },
        Good("coding is empty", Ok + "Transfer-Encoding:\r\n\r\nhello") with { KeepAlive = false },
        Good("chunked has a parameter", Ok + "Transfer-Encoding: chunked;a=b\r\n\r\nhello") with { KeepAlive = false },
        Good("chunked is not last", Ok + "Transfer-Encoding: chunked, gzip\r\n\r\nhello") with { KeepAlive = false },
        Good("chunked is not last, on two lines", Ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\nhello") with { KeepAlive = false },
        Good("chunked is last", Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Good("chunked is last, on two lines", Ok + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Good("empty element after chunked", Ok + "Transfer-Encoding: chunked ,\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Good("chunked in other letters", Ok + "Transfer-Encoding: \tChUnKeD \r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Good("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n") with { KeepAlive = false },
        Good("204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "") with { Status = 204, Rest = "0\r\n\r\n" },
    ];

    private static IEnumerable<NastyResponse> Chunks() =>
    [
        Good("chunks", Chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nHTTP") with { Rest = "HTTP" },
        Good("no chunks", Chunked + "0\r\n\r\n", ""),
        Good("chunks with LF", Chunked + "5\nhello\n0\n\n"),
        Good("large digits", Chunked + "A\r\nhellohello\r\n0\r\n\r\n", "hellohello"),
        Good("sixteen digits", Chunked + "0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n"),
        Good("extension", Chunked + "5;a=b;c\r\nhello\r\n0;d\r\n\r\n"),
        Good("extension is quoted", Chunked + "5;a=\"b;c \\\" 9\"\r\nhello\r\n0\r\n\r\n"),
        Good("space before an extension", Chunked + "5 \t;a=b\r\nhello\r\n0\r\n\r\n"),
        Good("space after the size", Chunked + "5  \r\nhello\r\n0\r\n\r\n"),
        Good("trailers", Chunked + "5\r\nhello\r\n0\r\nA: b\r\n c\r\nContent-Length: 9\r\nConnection: close\r\n\r\nHTTP") with { Rest = "HTTP" },
        Good("data looks like the end", Chunked + "5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"),
        Good("CR is data, LF ends it", Chunked + "6\r\nhello\r\n0\r\n\r\n", "hello\r"),
        Bad("seventeen digits", Chunked + "00000000000000005\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size overflows", Chunked + "8000000000000000\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size overflows to five", Chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("largest size, cut", Chunked + "7FFFFFFFFFFFFFFF\r\nhello", "bytes before its end") with { Body = "hello" },
        Bad("size is empty", Chunked + "\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size is only an extension", Chunked + ";a\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size has a prefix", Chunked + "0x5\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size has a sign", Chunked + "+5\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size is negative", Chunked + "-5\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size has a space before", Chunked + " 5\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size is two numbers", Chunked + "5 5\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("size is no number", Chunked + "5g\r\nhello\r\n0\r\n\r\n", "no chunk size"),
        Bad("CR in an extension", Chunked + "5;a\rb\r\nhello\r\n0\r\n\r\n", "CR without LF"),
        Bad("extension too long", Chunked + "5;" + new string('a', ChunkedBody.MaxSizeLine) + "\r\nhello\r\n0\r\n\r\n", "does not end within 1024"),
        Bad("chunk is longer than its size", Chunked + "4\r\nhello\r\n0\r\n\r\n", "chunk 1, 0 bytes before its end: its data is followed by \"o\"") with { Body = "hell" },
        Bad("chunk is shorter than its size", Chunked + "7\r\nhello\r\n0\r\n\r\n", "followed by \"0\"") with { Body = "hello\r\n" },
        Bad("CR after a chunk", Chunked + "5\r\nhello\r0\r\n\r\n", "followed by \"0\"") with { Body = "hello" },
        Bad("no last chunk", Chunked + "5\r\nhello\r\n", "size line of chunk 2: the connection was closed") with { Body = "hello" },
        Bad("no end of trailers", Chunked + "5\r\nhello\r\n0\r\n", "trailers: the connection was closed") with { Body = "hello" },
        Bad("trailer is none", Chunked + "5\r\nhello\r\n0\r\nA b\r\n\r\n", "trailers: \"A b\" has no colon") with { Body = "hello" },
        Bad("NUL in a trailer", Chunked + "5\r\nhello\r\n0\r\nA: \0\r\n\r\n", "NUL") with { Body = "hello" },
        Bad("trailers too many", Chunked + "5\r\nhello\r\n0\r\n" + string.Concat(Enumerable.Repeat("A: bcdefghi\r\n", 6000)) + "\r\n", "trailers:") with { Body = "hello" },
    ];

    private static IEnumerable<NastyResponse> Closes() =>
    [
        Good("no length", Ok + "\r\nhello") with { KeepAlive = false },
        Good("no length, nothing comes", Ok + "\r\n", "") with { KeepAlive = false },
        Good("no length, but keep-alive", Ok + "Connection: keep-alive\r\n\r\nhello") with { KeepAlive = false },
        Good("close", Ok + "Connection: close\r\n" + Five) with { KeepAlive = false },
        Good("close in a list", Ok + "Connection: a, CLOSE ,b\r\n" + Five) with { KeepAlive = false },
        Good("close and keep-alive", Ok + "Connection: close\r\nConnection: keep-alive\r\n" + Five) with { KeepAlive = false },
        Good("option that begins with close", Ok + "Connection: closed\r\n" + Five),
        Good("keep-alive in HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + Five),
        Good("other option in HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: upgrade\r\n" + Five) with { KeepAlive = false },
    ];
}
