using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Harness.Plans;

namespace Harness.Protocols;

/// <summary>The framework's own HTTP stack (SocketsHttpHandler): HTTP/1.1 with pooled connections; redirects are answers, cookies and system proxies are off.</summary>
internal sealed class HttpClientTransport : ITransport
{
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker client;
    private readonly ConnectionOpener opener;

    private readonly Version version;

    /// <summary>Makes a transport with a pool of its own.</summary>
    /// <param name="time">Whose time stamps and timers are used.</param>
    /// <param name="plan">How its connections behave; null for HTTP/1.1 and the defaults.</param>
    /// <param name="most">The most of them at once to one origin.</param>
    public HttpClientTransport(TimeProvider time, ConnectionPlan? plan = null, int most = int.MaxValue)
    {
        plan ??= new ConnectionPlan();
        (this.time, version) = (time, plan.Http);
        opener = new ConnectionOpener(time, plan);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = plan.Reuse ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            MaxConnectionsPerServer = most,
            EnableMultipleHttp2Connections = true,
            ConnectCallback = opener.Connect,
            PlaintextStreamFilter = opener.Watch,
        });
    }

    /// <inheritdoc/>
    public int Connections => opener.Open;

    /// <summary>Also where there is no loop. On a loop it goes on there: what the client does elsewhere is waited for with the loop's context.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> Send(Request request, CancellationToken ct) => await Exchange(request, ct);

    private async Task<Answer> Exchange(Request request, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var wire = WatchedStream.Watch();
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        Answer answer;
        try
        {
            using var message = Message(request);
            using var response = await client.SendAsync(message, either.Token).ConfigureAwait(false);
            // What came with an error is looked at too: it often says why.
            var body = await Read(response, request.KeepBody || !response.IsSuccessStatusCode, either.Token).ConfigureAwait(false);
            answer = new Answer { Status = (int)response.StatusCode, Body = body };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            answer = new Answer { Error = TransportError.Interrupted, ErrorMessage = "no answer when the load ended" };
        }
        catch (OperationCanceledException)
        {
            answer = new Answer { Error = wire.FirstWrite == 0 ? TransportError.ConnectTimeout : TransportError.Timeout, ErrorMessage = $"no {(wire.FirstWrite == 0 ? "connection" : "whole answer")} within {request.Timeout.TotalSeconds:0.###} s" };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer = new Answer { Error = Classify(e), ErrorMessage = e.GetBaseException().Message };
        }
        return answer with { Times = Times(wire, began, time.GetTimestamp()), BytesSent = wire.BytesSent, BytesReceived = wire.BytesReceived };
    }

    /// <summary>The parts of a request's time. One that got no connection waited all the time; one that got no answer waited from its last byte.</summary>
    private RequestTimes Times(WireTimes wire, long began, long ended)
    {
        var firstWrite = wire.FirstWrite == 0 ? ended : wire.FirstWrite;
        var lastWrite = Math.Max(firstWrite, wire.LastWrite);
        // An answer may come before the request was out: then there was nothing to wait for.
        var firstRead = wire.FirstRead == 0 ? ended : Math.Max(lastWrite, wire.FirstRead);
        return new RequestTimes(
            ConnectionWait: time.GetElapsedTime(began, firstWrite),
            Connecting: wire.Connecting,
            TlsHandshaking: wire.TlsHandshaking,
            Sending: time.GetElapsedTime(firstWrite, lastWrite),
            Waiting: time.GetElapsedTime(lastWrite, firstRead),
            Receiving: time.GetElapsedTime(firstRead, Math.Max(firstRead, ended)));
    }

    private HttpRequestMessage Message(Request request)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Url) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
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

    /// <summary>The body where it is asked for; else it is read and thrown away.</summary>
    private static async Task<ReadOnlyMemory<byte>> Read(HttpResponseMessage response, bool keep, CancellationToken ct)
    {
        if (keep) return await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await stream.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
        return default;
    }

    private static string Classify(Exception exception) => exception.GetBaseException() switch
    {
        SocketException e => Loops.SocketErrors.Classify(e.SocketErrorCode),
        AuthenticationException => TransportError.Tls,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => TransportError.Reset,
        HttpIOException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => TransportError.Protocol,
        IOException => TransportError.Reset,
        _ => TransportError.Other,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
