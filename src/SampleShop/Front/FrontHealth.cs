using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>A front is healthy while it can read its database. Payments in trouble do not make it unhealthy.</summary>
internal static class FrontHealth
{
    public static Results<Ok, ProblemHttpResult> Check(ShopDatabase database)
    {
        try
        {
            using var connection = database.Open();
            using var command = connection.Command("SELECT 1 FROM products LIMIT 1;");
            command.ExecuteScalar();
            return TypedResults.Ok();
        }
        catch (SqliteException broken)
        {
            return TypedResults.Problem(broken.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
