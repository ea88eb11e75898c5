using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Harness.Protocols;

/// <summary>The framework's own HTTP stack (SocketsHttpHandler): HTTP/1.1 with pooled connections; redirects are answers, cookies and system proxies are off.</summary>
public sealed class HttpClientTransport : ITransport
{
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker client;

    /// <summary>Makes a transport with a pool of its own.</summary>
    public HttpClientTransport(TimeProvider time)
    {
        this.time = time;
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new FirstByteStream(context.PlaintextStream, time)),
        });
    }

    /// <summary>What it is, for the report.</summary>
    public const string Description = "SocketsHttpHandler, HTTP/1.1";

    /// <inheritdoc/>
    public async Task<Answer> Send(Request request, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var first = FirstByteStream.Watch();
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        Answer answer;
        try
        {
            using var message = Message(request);
            using var response = await client.SendAsync(message, either.Token).ConfigureAwait(false);
            var body = await Read(response, request.KeepBody, either.Token).ConfigureAwait(false);
            answer = new Answer { Status = (int)response.StatusCode, Body = body.Kept, BytesReceived = body.Length };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            answer = new Answer { Error = TransportError.Timeout, ErrorMessage = $"no whole answer within {request.Timeout.TotalSeconds:0.###} s" };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer = new Answer { Error = Classify(e), ErrorMessage = e.GetBaseException().Message };
        }
        var ended = time.GetTimestamp();
        var sent = first.Timestamp is 0 ? ended : first.Timestamp;
        return answer with { ConnectionWait = time.GetElapsedTime(began, sent), Duration = time.GetElapsedTime(sent, ended) };
    }

    private static HttpRequestMessage Message(Request request)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Url);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            if (request.ContentType is { } type) message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in request.Headers)
        {
            if (message.Headers.TryAddWithoutValidation(name, value) || message.Content is null) continue;
            message.Content.Headers.Remove(name);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    private static async Task<(ReadOnlyMemory<byte> Kept, long Length)> Read(HttpResponseMessage response, bool keep, CancellationToken ct)
    {
        if (keep)
        {
            var body = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            return (body, body.Length);
        }
        var length = 0L;
        var buffer = ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            for (int read; (read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0;) length += read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return (default, length);
    }

    private static string Classify(Exception exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => TransportError.Refused,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => TransportError.Dns,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } => TransportError.Reset,
        AuthenticationException => TransportError.Tls,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => TransportError.Reset,
        HttpIOException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => TransportError.Protocol,
        IOException => TransportError.Reset,
        _ => TransportError.Other,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
