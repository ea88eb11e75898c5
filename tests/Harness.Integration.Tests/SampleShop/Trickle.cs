namespace Harness.Integration.Tests.SampleShop;

/// <summary>A steady stream of customers, lists and orders in turn, at the gateway.</summary>
internal static class Trickle
{
    private const int Requests = 200;
    private const int KillAfter = 40;

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);

    /// <summary>Kills the first front on the way.</summary>
    /// <returns>Which of 200 requests failed, and how.</returns>
    public static async Task<IReadOnlyList<string>> FailuresAcrossKillAsync(Shop shop, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Gap);
        var requests = new List<Task<string?>>();
        for (var index = 0; index < Requests; index++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            if (index == KillAfter)
                shop.Front1.Kill();
            // In pairs: in plain turns, round robin would send all orders to one front.
            requests.Add(FailureAsync(shop, index, isOrder: index / 2 % 2 == 0, cancellationToken));
        }

        var failures = await Task.WhenAll(requests);
        return [.. failures.OfType<string>()];
    }

    private static async Task<string?> FailureAsync(Shop shop, int index, bool isOrder, CancellationToken cancellationToken)
    {
        using var response = isOrder
            ? await shop.OrderAsync(shop.Gateway, Guid.NewGuid().ToString(), cancellationToken)
            : await shop.GetAsync(shop.Gateway, "/products", cancellationToken);
        return response.IsSuccessStatusCode
            ? null
            : $"{index} {(isOrder ? "order" : "list")}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
    }
}
