namespace SampleShop.Front;

/// <summary>What a customer sends.</summary>
internal sealed record OrderRequest(string? Sku, int Quantity);

/// <summary>
/// An order. It is <c>pending</c> from the moment its key is claimed until payments has confirmed the charge, then <c>paid</c>.
/// </summary>
internal sealed record Order(string Id, string Sku, int Quantity, decimal Total, string? PaymentId, string Status)
{
    public const string Pending = "pending";
    public const string Paid = "paid";
}
