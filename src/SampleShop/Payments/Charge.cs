namespace SampleShop.Payments;

/// <summary>What a front asks for: money for one order. The key is the same in every attempt.</summary>
internal sealed record ChargeRequest(string? OrderKey, decimal Amount);

/// <summary>The proof that an order was charged.</summary>
internal sealed record Charge(string PaymentId);

/// <summary>How many orders were charged, and how many requests that took.</summary>
internal sealed record ChargeCount(long Charges, long Requests);
