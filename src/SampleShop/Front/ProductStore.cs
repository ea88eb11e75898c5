using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>Reads products.</summary>
internal sealed class ProductStore(ShopDatabase database)
{
    private const string Columns = "SELECT sku, name, price_cents, stock FROM products";

    public ProductList List()
    {
        using var connection = database.Open();
        using var command = connection.Command($"{Columns} ORDER BY sku;");
        using var rows = command.ExecuteReader();
        var items = new List<Product>();
        while (rows.Read())
            items.Add(Read(rows));
        return new ProductList(items);
    }

    public Product? Find(string sku)
    {
        using var connection = database.Open();
        return Find(connection, sku);
    }

    public static Product? Find(SqliteConnection connection, string sku)
    {
        using var command = connection.Command($"{Columns} WHERE sku = $sku;", ("$sku", sku));
        using var rows = command.ExecuteReader();
        return rows.Read() ? Read(rows) : null;
    }

    private static Product Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), Money.FromCents(row.GetInt64(2)), row.GetInt64(3));
}
