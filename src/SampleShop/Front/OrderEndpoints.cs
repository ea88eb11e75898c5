using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SampleShop.Front;

internal static class OrderEndpoints
{
    public const string KeyHeader = "Idempotency-Key";

    private const int MaxKeyLength = 200;
    private const int MaxQuantity = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orders/{id}", Find);
        routes.MapPost("/orders", PlaceAsync);
    }

    private static Results<Ok<Order>, ProblemHttpResult> Find(string id, OrderStore orders) =>
        orders.Find(id) is { } order
            ? TypedResults.Ok(order)
            : TypedResults.Problem($"There is no order '{id}'.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<Created<Order>, ProblemHttpResult>> PlaceAsync(
        OrderRequest request,
        [FromHeader(Name = KeyHeader)] string? key,
        OrderStore orders,
        PaymentClient payments,
        CancellationToken cancellationToken)
    {
        // Without a key nobody can repeat the order, but payments still needs one for its own repetitions.
        key ??= Guid.NewGuid().ToString("N");
        if (key.Length is 0 or > MaxKeyLength)
            return Problem($"The {KeyHeader} has {key.Length} characters; 1 to {MaxKeyLength} are allowed.", StatusCodes.Status400BadRequest);
        if (string.IsNullOrWhiteSpace(request.Sku))
            return Problem("An order needs a sku.", StatusCodes.Status422UnprocessableEntity);
        if (request.Quantity is < 1 or > MaxQuantity)
            return Problem($"The quantity is {request.Quantity}; 1 to {MaxQuantity} are allowed.", StatusCodes.Status422UnprocessableEntity);

        var claim = orders.Claim(key, request.Sku, request.Quantity);
        if (claim.Order is not { } order)
            return Problem(claim.Refusal, StatusCodes.Status422UnprocessableEntity);

        try
        {
            if (order.Status == Order.Pending)
                order = orders.Settle(order, await payments.ChargeAsync(key, order.Total, cancellationToken));
            return TypedResults.Created($"/orders/{order.Id}", order);
        }
        catch (PaymentException failed)
        {
            return Problem($"{failed.Message} The order is pending: send it again with the same {KeyHeader}.", failed.StatusCode);
        }
    }

    private static ProblemHttpResult Problem(string? detail, int statusCode) => TypedResults.Problem(detail, statusCode: statusCode);
}
