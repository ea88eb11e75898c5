namespace Harness.Integration.Tests.SampleShop;

/// <summary>A steady stream of customers, lists and orders in turn, at the gateway.</summary>
internal static class Trickle
{
    private const int Requests = 200;
    private const int KillAfter = 40;

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);

    /// <summary>Kills the first front on the way.</summary>
    /// <returns>How many of 200 requests failed.</returns>
    public static async Task<int> CountFailuresAcrossKillAsync(Shop shop, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Gap);
        var requests = new List<Task<bool>>();
        for (var index = 0; index < Requests; index++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            if (index == KillAfter)
                shop.Front1.Kill();
            // In pairs: in plain turns, round robin would send all orders to one front.
            requests.Add(SucceedsAsync(shop, isOrder: index / 2 % 2 == 0, cancellationToken));
        }

        var succeeded = await Task.WhenAll(requests);
        return succeeded.Count(success => !success);
    }

    private static async Task<bool> SucceedsAsync(Shop shop, bool isOrder, CancellationToken cancellationToken)
    {
        using var response = isOrder
            ? await shop.OrderAsync(shop.Gateway, Guid.NewGuid().ToString(), cancellationToken)
            : await shop.GetAsync(shop.Gateway, "/products", cancellationToken);
        return response.IsSuccessStatusCode;
    }
}
