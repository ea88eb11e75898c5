using System.Net;

namespace Harness.Integration.Tests.SampleShop;

public sealed class OrderTests(StrongShop shop) : IClassFixture<StrongShop>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Products_Listed_EachCanBeFound()
    {
        using var list = await shop.GetAsync(shop.Gateway, "/products", Cancelled);
        var first = (await Shop.BodyAsync(list, Cancelled)).GetProperty("items")[0];

        using var found = await shop.GetAsync(shop.Gateway, $"/products/{first.GetProperty("sku").GetString()}", Cancelled);

        Assert.Equal(first.GetProperty("name").GetString(), (await Shop.BodyAsync(found, Cancelled)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Order_Valid_IsPaidAndCanBeRead()
    {
        using var created = await shop.OrderAsync(shop.Gateway, null, Cancelled, quantity: 2);
        var order = await Shop.BodyAsync(created, Cancelled);

        using var read = await shop.GetAsync(shop.Gateway, $"/orders/{order.GetProperty("id").GetString()}", Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("paid", order.GetProperty("status").GetString());
        Assert.Equal(9.98m, order.GetProperty("total").GetDecimal());
        Assert.Equal(order.GetRawText(), await read.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("sku-99", 1)]
    [InlineData("", 1)]
    [InlineData("sku-01", 0)]
    public async Task Order_Invalid_IsRefusedWithAProblem(string sku, int quantity)
    {
        using var refused = await shop.OrderAsync(shop.Gateway, null, Cancelled, sku, quantity);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Order_KeyUsedForAnotherOrder_IsRefused()
    {
        using var first = await shop.OrderAsync(shop.Front1, "one-key", Cancelled, quantity: 1);
        using var other = await shop.OrderAsync(shop.Front2, "one-key", Cancelled, quantity: 2);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task Order_SameKeyOnBothFrontsAtOnce_IsChargedOnce()
    {
        var chargesBefore = await shop.ChargesAsync(Cancelled);
        var key = Guid.NewGuid().ToString();

        var responses = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(index => shop.OrderAsync(index % 2 == 0 ? shop.Front1 : shop.Front2, key, Cancelled)));
        var bodies = await Task.WhenAll(responses.Select(response => response.Content.ReadAsStringAsync(Cancelled)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Created, response.StatusCode));
        Assert.Single(bodies.Distinct());
        Assert.Equal(chargesBefore + 1, await shop.ChargesAsync(Cancelled));
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task Order_PaymentsFailedThenHealed_SameKeyFinishesIt()
    {
        var chargesBefore = await shop.ChargesAsync(Cancelled);
        shop.PaymentsLink.ResetShare = 1;
        using var failed = await shop.OrderAsync(shop.Front1, "pending", Cancelled);
        shop.PaymentsLink.ResetShare = 0;

        using var finished = await shop.OrderAsync(shop.Front2, "pending", Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
        Assert.Equal(chargesBefore + 1, await shop.ChargesAsync(Cancelled));
    }
}
