namespace Harness.Integration.Tests.SampleShop;

public sealed class WeakShopTests(WeakShop shop) : IClassFixture<WeakShop>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_PaymentsResets30Percent_AtLeast10PercentFail() =>
        Assert.InRange(await FlakyPayments.CountFailuresAsync(shop, Cancelled), 10, 60);

    [Fact]
    public async Task Gateway_FrontKilled_KeepsSendingCustomersThere()
    {
        var failures = await Trickle.FailuresAcrossKillAsync(shop, Cancelled);
        shop.Front1.Start();
        await shop.Front1.UntilHealthyAsync(Cancelled);

        Assert.InRange(failures.Count, 40, 120);
    }
}
