using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>Tables and first rows. Two fronts may do this at the same moment, any number of times.</summary>
internal static class ShopSchema
{
    /// <summary>Older orders are forgotten when a front starts, so that a file kept for years stays as quick as a new one.</summary>
    private const int KeptOrders = 50_000;

    /// <summary>A start is also a delivery: no run of a load test empties the shelves for the next one.</summary>
    private const long DeliveredStock = 1_000_000;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS products (
            sku TEXT PRIMARY KEY, name TEXT NOT NULL, price_cents INTEGER NOT NULL, stock INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS orders (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, order_key TEXT NOT NULL UNIQUE,
            sku TEXT NOT NULL, quantity INTEGER NOT NULL, total_cents INTEGER NOT NULL, payment_id TEXT, status TEXT NOT NULL);
        """;

    private static readonly string[] Names =
    [
        "Apron", "Bread knife", "Colander", "Dutch oven", "Egg timer", "Flour sifter", "Grater", "Hand mixer", "Ice tray", "Jam jar",
        "Kettle", "Ladle", "Mortar", "Nutcracker", "Oven glove", "Pepper mill", "Quiche dish", "Rolling pin", "Saucepan", "Tea towel",
    ];

    public static void Prepare(ShopDatabase database)
    {
        using var connection = database.Open();
        connection.Run("PRAGMA journal_mode = WAL;");
        using var transaction = connection.BeginTransaction();
        connection.Run(Tables);
        foreach (var (index, name) in Names.Index())
            Deliver(connection, $"sku-{index + 1:D2}", name, priceCents: 499 + (index * 250));
        connection.Run(
            "DELETE FROM orders WHERE number <= (SELECT max(number) FROM orders) - $kept;", ("$kept", KeptOrders));
        transaction.Commit();
    }

    private static void Deliver(SqliteConnection connection, string sku, string name, long priceCents) =>
        connection.Run(
            """
            INSERT INTO products (sku, name, price_cents, stock) VALUES ($sku, $name, $price, $stock)
            ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price_cents = excluded.price_cents, stock = excluded.stock;
            """,
            ("$sku", sku), ("$name", name), ("$price", priceCents), ("$stock", DeliveredStock));
}
