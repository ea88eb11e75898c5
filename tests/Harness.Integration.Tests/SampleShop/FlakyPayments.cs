using System.Net;

namespace Harness.Integration.Tests.SampleShop;

internal static class FlakyPayments
{
    private const int Orders = 100;

    /// <returns>How many of 100 orders failed while 30 % of the connections to payments were reset.</returns>
    public static async Task<int> CountFailuresAsync(Shop shop, CancellationToken cancellationToken)
    {
        var failures = 0;
        shop.PaymentsLink.ResetShare = 0.3;
        await Parallel.ForAsync(
            0,
            Orders,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (_, token) =>
            {
                using var response = await shop.OrderAsync(shop.Gateway, Guid.NewGuid().ToString(), token);
                if (response.StatusCode != HttpStatusCode.Created)
                    Interlocked.Increment(ref failures);
            });
        shop.PaymentsLink.ResetShare = 0;
        return failures;
    }
}
