using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Harness.Plans;
using Harness.Protocols.Http1;

namespace Harness.Protocols;

/// <summary>The framework's own HTTP stack (SocketsHttpHandler): HTTP/1.1 with pooled connections; redirects are answers, cookies and system proxies are off.</summary>
internal sealed class HttpClientTransport : ITransport
{
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker client;
    private readonly ConnectionOpener opener;

    private readonly Version version;
    private readonly bool isShared;

    /// <summary>Makes a transport with a pool of its own.</summary>
    /// <param name="time">Whose time stamps and timers are used.</param>
    /// <param name="plan">How its connections behave; null for HTTP/1.1 and the defaults.</param>
    /// <param name="most">The most of them at once to one origin.</param>
    public HttpClientTransport(TimeProvider time, ConnectionPlan? plan = null, int most = int.MaxValue)
    {
        plan ??= new ConnectionPlan();
        (this.time, version, isShared) = (time, plan.Http, plan.Http != HttpVersion.Version11);
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
            SslOptions = Trust.Options(plan.Tls),
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
        // A loop lets nothing flow with its code; here the note of this request must, and does until this method's first wait on the loop is over.
        if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        // HTTP/2 and HTTP/3 share a connection: what is written to it is written by nobody's flow, and is several requests' at once.
        var wire = isShared ? new WireTimes() : WatchedStream.Watch();
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        Answer answer;
        var ended = 0L;
        try
        {
            using var message = Message(request);
            using var response = await client.SendAsync(message, either.Token).ConfigureAwait(false);
            if (isShared) Estimate(wire, began, ConnectionOpener.By(message), request, time.GetTimestamp());
            // What came with an error is looked at too: it often says why.
            var most = request.KeepBody ? Connection.MostOfBody : (int)response.StatusCode >= 400 ? Connection.MostOfError : 0;
            var (body, isCut, count) = await Read(response, most, either.Token).ConfigureAwait(false);
            if (isShared) wire.BytesReceived = count;
            ended = time.GetTimestamp();
            var problem = body.Length > 0 && response.Content.Headers.ContentEncoding is { Count: > 0 } codings ? BodyDecoder.Decode(string.Join(',', codings), isCut, most, ref body) : null;
            answer = problem is not null && request.KeepBody ? new Answer { Error = TransportError.Protocol, ErrorMessage = problem } : new Answer { Status = (int)response.StatusCode, Body = body };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            answer = new Answer { Error = TransportError.Interrupted, ErrorMessage = "no answer when the load ended" };
        }
        catch (OperationCanceledException)
        {
            if (isShared && opener.Open > 0) Estimate(wire, began, null, request, firstRead: 0);
            answer = new Answer { Error = wire.FirstWrite == 0 ? TransportError.ConnectTimeout : TransportError.Timeout, ErrorMessage = $"no {(wire.FirstWrite == 0 ? "connection" : "whole answer")} within {request.Timeout.TotalSeconds:0.###} s" };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer = new Answer { Error = HttpClientErrors.Classify(e, hasBegun: wire.FirstRead != 0), ErrorMessage = HttpClientErrors.Message(e) };
        }
        return answer with { Times = Times(wire, began, ended == 0 ? time.GetTimestamp() : ended), BytesSent = wire.BytesSent, BytesReceived = wire.BytesReceived };
    }

    /// <summary>
    /// What can be said of a request on a shared connection: it was sent when it was given to the client, or when the connection that it waited for was
    /// there, and answered when its headers were. Of its bytes only the bodies are known.
    /// </summary>
    private static void Estimate(WireTimes wire, long began, ConnectionOpener.Opened? opened, Request request, long firstRead)
    {
        wire.FirstWrite = wire.LastWrite = Math.Max(began, opened?.Timestamp ?? began);
        (wire.FirstRead, wire.BytesSent) = (firstRead, request.Body?.Length ?? 0);
        if (opened is not null) (wire.Connecting, wire.TlsHandshaking) = (opened.Connecting, opened.TlsHandshaking);
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

    /// <summary>As much of the body as is asked for; all of it is read, and counted.</summary>
    private static async Task<(ReadOnlyMemory<byte> Body, bool IsCut, long Count)> Read(HttpResponseMessage response, int most, CancellationToken ct)
    {
        var (kept, isCut, count) = (new KeptBytes(), false, 0L);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            while (await stream.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var came)
            {
                ct.ThrowIfCancellationRequested();
                count += came;
                if (most > 0) isCut |= !kept.Add(buffer.AsSpan(0, came), most);
            }
            return (kept.Memory, isCut, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private const int BufferBytes = 16_384;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
