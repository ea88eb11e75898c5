using Microsoft.AspNetCore.Http.HttpResults;

namespace SampleShop.Front;

internal static class ProductEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/products", (ProductStore products) => TypedResults.Ok(products.List()));
        routes.MapGet("/products/{sku}", Find);
    }

    private static Results<Ok<Product>, ProblemHttpResult> Find(string sku, ProductStore products) =>
        products.Find(sku) is { } product
            ? TypedResults.Ok(product)
            : TypedResults.Problem($"There is no product '{sku}'; GET /products lists them.", statusCode: StatusCodes.Status404NotFound);
}
