using Microsoft.AspNetCore.Mvc;

namespace SampleShop.Payments;

/// <summary>Takes money: <c>POST /charges</c>, once for each key however often it is asked.</summary>
internal static class PaymentsRole
{
    private const int RememberedCharges = 100_000;

    // What talking to a bank would take; long enough for a fault to hit a charge in flight.
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(5);

    public static async Task RunAsync()
    {
        var builder = ShopHost.CreateBuilder("http://127.0.0.1:5090");
        builder.Services.AddSingleton(new ChargeBook(RememberedCharges));
        await using var app = builder.Build();

        app.UseStatusCodePages();
        app.MapGet("/healthz", () => TypedResults.Ok());
        app.MapGet("/charges/count", (ChargeBook book) => TypedResults.Ok(book.Count));
        app.MapPost("/charges", ChargeAsync);
        await ShopHost.RunAsync(app, "payments");
    }

    private static async Task<IResult> ChargeAsync(
        ChargeRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        ChargeBook book,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        key ??= request.OrderKey;
        if (string.IsNullOrWhiteSpace(key))
            return TypedResults.Problem("A charge needs an orderKey or an Idempotency-Key header.", statusCode: 400);
        if (request.Amount <= 0)
            return TypedResults.Problem($"The amount is {request.Amount}; it must be above 0.", statusCode: 422);

        await Task.Delay(Work, time, cancellationToken);
        var charge = book.Settle(key);
        return TypedResults.Created((string?)null, charge);
    }
}
