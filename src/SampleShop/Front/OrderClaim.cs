namespace SampleShop.Front;

/// <summary>What came of claiming a key: the order that now owns it, or why there is none.</summary>
internal sealed record OrderClaim(Order? Order, string? Refusal)
{
    public static OrderClaim Of(Order order) => new(order, null);

    public static OrderClaim Refused(string reason) => new(null, reason);
}
