using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using SampleShop.Payments;

namespace SampleShop.Front;

/// <summary>Asks payments for money, through the <see cref="PaymentPipeline"/>.</summary>
internal sealed class PaymentClient(HttpClient http, ResiliencePipeline pipeline)
{
    /// <summary>A client that opens a connection for every call, so that a fault on connections is a share of the calls.</summary>
    public static PaymentClient Create(ShopSettings settings, TimeProvider time)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        var http = new HttpClient(handler) { BaseAddress = settings.Payments, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.ConnectionClose = true;
        return new PaymentClient(http, PaymentPipeline.Create(settings.Resilient, time));
    }

    /// <returns>The id of the payment; the same one however often the key is charged.</returns>
    /// <exception cref="PaymentException">Payments failed, or was not asked because it keeps failing.</exception>
    public async Task<string> ChargeAsync(string orderKey, decimal amount, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                (order, attempt) => AttemptAsync(order.orderKey, order.amount, attempt), (orderKey, amount), cancellationToken);
        }
        catch (Exception busy) when (busy is BrokenCircuitException or RateLimiterRejectedException)
        {
            throw new PaymentException("Payments is not available at the moment.", StatusCodes.Status503ServiceUnavailable, busy);
        }
        catch (Exception failed) when (failed is HttpRequestException or TimeoutRejectedException)
        {
            throw new PaymentException("Payments failed.", StatusCodes.Status502BadGateway, failed);
        }
    }

    // A connection that is reset between connecting and being used escapes HttpClient as a bare SocketException (107, not connected).
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (SocketException reset)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, reset.Message, reset);
        }
    }

    private async ValueTask<string> AttemptAsync(string orderKey, decimal amount, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/charges");
        request.Headers.Add(OrderEndpoints.KeyHeader, orderKey);
        request.Content = JsonContent.Create(new ChargeRequest(orderKey, amount), ShopJson.Default.ChargeRequest);
        using var response = await SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var charge = await response.Content.ReadFromJsonAsync(ShopJson.Default.Charge, cancellationToken);
        return charge?.PaymentId ?? throw new HttpRequestException("Payments answered without a paymentId.");
    }
}
