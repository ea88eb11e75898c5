using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Harness.Benchmarks.Truth;

/// <summary>
/// An HTTP server with a known answer: it holds each reply as long as its rule says, and records how long it really did, from the bytes of the
/// request received to the reply written. It accepts and reads all the time, so what arrives while replies are held has its right arrival.
/// <code>
///   GET  /truth   the figures, as JSON
///   POST /reset   forgets them, and begins the rule anew
///   GET  /warm    answered at once and not recorded
///   any other     held, answered, recorded
/// </code>
/// </summary>
internal sealed class TruthServer : IAsyncDisposable
{
    /// <summary>As many as may come while nothing is answered; fewer, and the kernel drops connections, which come again after a second.</summary>
    private const int Backlog = 4096;

    private static readonly byte[] s_ok = Reply("text/plain", "ok");

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ReplyQueue replies = new();
    private readonly TruthRecord record;
    private readonly CancellationTokenSource over = new();
    private readonly Task accepting;

    public TruthServer(IDelays rule)
    {
        record = new TruthRecord(rule);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        accepting = Accept();
    }

    /// <summary>Where it answers: <c>http://127.0.0.1:41234</c>.</summary>
    public string Url { get; }

    /// <summary>The delays made since the start or the last reset.</summary>
    public TruthFigures Figures => record.Figures;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        await accepting;
        replies.Dispose();
        over.Dispose();
    }

    private async Task Accept()
    {
        var serving = new HashSet<Task>();
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(over.Token);
                connection.NoDelay = true;
                serving.RemoveWhere(task => task.IsCompleted);
                serving.Add(Serve(connection));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task Serve(Socket connection)
    {
        using (connection)
        {
            var reader = new RequestReader();
            try
            {
                while (!reader.IsTooLong && await connection.ReceiveAsync(reader.Room, over.Token) is > 0 and var count)
                {
                    var arrival = Stopwatch.GetTimestamp();
                    reader.Came(count);
                    while (reader.Next() is { } request) Answer(connection, request, arrival);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side went away, or we end: what it asked for has nobody to be answered to.
            }
        }
    }

    private void Answer(Socket connection, string request, long arrival)
    {
        switch (request)
        {
            case "GET /truth":
                connection.Send(Reply("application/json", JsonSerializer.Serialize(record.Figures, TruthJson.Default.TruthFigures)));
                break;
            case "POST /reset":
                record.Reset();
                connection.Send(s_ok);
                break;
            case "GET /warm":
                connection.Send(s_ok);
                break;
            default:
                var (delay, series) = record.Decide(arrival);
                if (delay <= TimeSpan.Zero) Write(connection, series, arrival);
                else replies.Add(arrival + (long)(delay.TotalSeconds * Stopwatch.Frequency), () => Write(connection, series, arrival));
                break;
        }
    }

    private void Write(Socket connection, int series, long arrival)
    {
        try
        {
            connection.Send(s_ok);
            record.Add(series, Stopwatch.GetElapsedTime(arrival));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody got this answer, so it is no delay that anybody could have measured.
        }
    }

    private static byte[] Reply(string type, string body) => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
