using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Harness.Proxy.Api;

/// <summary>The body of a request, read only by who wants it.</summary>
internal sealed class RequestBody(HttpContext context, TimeProvider time)
{
    /// <summary>More is refused: 20,000 toxics fit.</summary>
    public const int LargestBytes = 1024 * 1024;

    // As Toxiproxy.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    private async Task<byte[]> Bytes()
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        using var bytes = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(bytes, either.Token);
            return bytes.ToArray();
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"{ApiException.BadBodyPrefix}it has more than {LargestBytes} bytes" : ApiException.BadBodyPrefix + e.Message);
        }
        catch (OperationCanceledException)
        {
            throw new ApiException(408, $"{ApiException.BadBodyPrefix}it was not there within {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Its first value, as an object.</summary>
    public async Task<Fields> Fields() => new(await Read(BodyJson.First));

    /// <summary>Its first value, as proxies.</summary>
    public async Task<IReadOnlyList<JsonElement>> Elements() => [.. (await Read(BodyJson.Elements)).Select(one => one.Element)];

    private async Task<T> Read<T>(Func<byte[], T> read)
    {
        try
        {
            return read(await Bytes());
        }
        catch (JsonException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }
}
