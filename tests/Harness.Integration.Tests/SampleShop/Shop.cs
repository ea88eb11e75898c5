using System.Net.Http.Json;
using System.Text.Json;

namespace Harness.Integration.Tests.SampleShop;

/// <summary>The whole shop: payments behind a flaky link, two fronts on one database, the gateway.</summary>
public abstract class Shop : IAsyncLifetime
{
    private const int WarmUpOrders = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("shop-").FullName;
    private readonly HttpClient _http = new();
    private readonly ShopProcess _payments;

    protected Shop(string resilience)
    {
        _payments = new ShopProcess("payments", new Dictionary<string, string>(), _http);
        PaymentsLink = new FlakyLink(_payments.Port);
        var front = new Dictionary<string, string>
        {
            ["SHOP_RESILIENCE"] = resilience,
            ["SHOP_DB"] = Path.Combine(_folder, "shop.db"),
            ["SHOP_PAYMENTS"] = PaymentsLink.Url.ToString(),
        };
        Front1 = new ShopProcess("front", front, _http);
        Front2 = new ShopProcess("front", front, _http);
        var gateway = new Dictionary<string, string>
        {
            ["SHOP_RESILIENCE"] = resilience,
            ["SHOP_FRONTS"] = $"{Front1.Url},{Front2.Url}",
        };
        Gateway = new ShopProcess("gateway", gateway, _http);
    }

    internal FlakyLink PaymentsLink { get; }

    internal ShopProcess Front1 { get; }

    internal ShopProcess Front2 { get; }

    internal ShopProcess Gateway { get; }

    private ShopProcess[] Processes => [_payments, Front1, Front2, Gateway];

    public async ValueTask InitializeAsync()
    {
        try
        {
            foreach (var process in Processes)
                process.Start();
            await Task.WhenAll(Processes.Select(process => process.UntilHealthyAsync(CancellationToken.None)));
            await WarmUpAsync();
        }
        catch
        {
            // xunit disposes only what was initialized; processes must not outlive the tests.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
            process.Dispose();
        await PaymentsLink.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    // What is compiled on first use takes longer than a charge may, on a machine that is busy with something else.
    private async Task WarmUpAsync()
    {
        for (var index = 0; index < WarmUpOrders; index++)
        {
            using var response = await OrderAsync(Gateway, null, CancellationToken.None);
        }
    }

    internal Task<HttpResponseMessage> GetAsync(ShopProcess at, string path, CancellationToken cancellationToken) =>
        _http.GetAsync(new Uri(at.Url, path), cancellationToken);

    internal async Task<HttpResponseMessage> OrderAsync(
        ShopProcess at, string? key, CancellationToken cancellationToken, string sku = "sku-01", int quantity = 1)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(at.Url, "/orders"));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { sku, quantity });
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>How many orders payments has charged so far.</summary>
    internal async Task<long> ChargesAsync(CancellationToken cancellationToken)
    {
        using var response = await GetAsync(_payments, "/charges/count", cancellationToken);
        return (await BodyAsync(response, cancellationToken)).GetProperty("charges").GetInt64();
    }

    internal static Task<JsonElement> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
}
