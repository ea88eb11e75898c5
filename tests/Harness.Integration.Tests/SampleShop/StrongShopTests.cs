namespace Harness.Integration.Tests.SampleShop;

public sealed class StrongShopTests(StrongShop shop) : IClassFixture<StrongShop>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_PaymentsResets30Percent_AllSucceed() =>
        Assert.Equal(0, await FlakyPayments.CountFailuresAsync(shop, Cancelled));

    [Fact]
    public async Task Gateway_FrontKilledAndRestarted_LosesNothingAndTakesItBack()
    {
        var failures = await Trickle.FailuresAcrossKillAsync(shop, Cancelled);
        shop.Front1.Start();
        await shop.Front1.UntilHealthyAsync(Cancelled);
        var returned = await Poll.UntilAsync("front 1 back in rotation", TimeSpan.FromSeconds(5), Front1AnswersAsync, Cancelled);

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.InRange(returned, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Gateway_Healthy_SharesLoadBetweenBothFronts()
    {
        var servers = new HashSet<string>();
        for (var index = 0; index < 4; index++)
            servers.Add(await ServerAsync());

        Assert.Equal(2, servers.Count);
    }

    private async Task<bool> Front1AnswersAsync() => await ServerAsync() == shop.Front1.Url.Authority;

    private async Task<string> ServerAsync()
    {
        using var response = await shop.GetAsync(shop.Gateway, "/products", Cancelled);
        return Assert.Single(response.Headers.GetValues("Served-By"));
    }
}
