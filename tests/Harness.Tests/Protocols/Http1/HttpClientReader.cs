using System.Text;

namespace Harness.Tests.Protocols.Http1;

/// <summary>Gives bytes to <see cref="SocketsHttpHandler"/> as the answer to a request. Every request has a connection of its own.</summary>
internal sealed class HttpClientReader : IDisposable
{
    private static readonly HttpRequestOptionsKey<byte[]> Key = new("bytes");

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = static (context, _) =>
        {
            Assert.True(context.InitialRequestMessage.Options.TryGetValue(Key, out var bytes));
            return ValueTask.FromResult<Stream>(new ServedStream(bytes));
        },
    });

    public async Task<HttpClientReading> Read(byte[] bytes, bool toHead, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(toHead ? HttpMethod.Head : HttpMethod.Get, "http://served.test/");
        request.Options.Set(Key, bytes);
        try
        {
            using var response = await client.SendAsync(request, ct);
            using var body = new MemoryStream();
            await response.Content.CopyToAsync(body, ct);
            return new((int)response.StatusCode, Encoding.Latin1.GetString(body.ToArray()), null);
        }
        catch (Exception refusal) when (refusal is HttpRequestException or IOException)
        {
            return new(0, "", refusal.InnerException is null ? refusal.Message : $"{refusal.Message} {refusal.InnerException.Message}");
        }
    }

    public void Dispose() => client.Dispose();
}
