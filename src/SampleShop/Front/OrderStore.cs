using Microsoft.Data.Sqlite;

namespace SampleShop.Front;

/// <summary>
/// Orders, each found by its key. A key is claimed before any money moves, and payments charges a key once; so whoever finds an order
/// pending, another request or another front after a crash, may simply finish it. Nobody has to hold a lock or a lease.
/// </summary>
internal sealed class OrderStore(ShopDatabase database, TimeProvider time)
{
    private const string Columns = "SELECT id, sku, quantity, total_cents, payment_id, status FROM orders";

    /// <summary>Gives the order that owns the key, creating it when there is none.</summary>
    public OrderClaim Claim(string key, string sku, int quantity)
    {
        using var connection = database.Open();
        // Immediate: the write lock comes first, so no other front can claim between the look and the insert.
        using var transaction = connection.BeginTransaction();
        if (Find(connection, "order_key", key) is { } earlier)
        {
            return earlier.Sku == sku && earlier.Quantity == quantity
                ? OrderClaim.Of(earlier)
                : OrderClaim.Refused("This Idempotency-Key was used before for a different order; use a new key.");
        }

        if (ProductStore.Find(connection, sku) is not { } product)
            return OrderClaim.Refused($"There is no product '{sku}'; GET /products lists them.");
        if (product.Stock < quantity)
            return OrderClaim.Refused($"Only {product.Stock} of '{sku}' are left.");

        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var order = new Order(id, sku, quantity, product.Price * quantity, null, Order.Pending);
        Insert(connection, key, order);
        transaction.Commit();
        return OrderClaim.Of(order);
    }

    /// <summary>Marks the order paid. Doing it twice changes nothing.</summary>
    public Order Settle(Order order, string paymentId)
    {
        using var connection = database.Open();
        connection.Run(
            "UPDATE orders SET payment_id = $payment, status = $paid WHERE id = $id AND status = $pending;",
            ("$payment", paymentId), ("$paid", Order.Paid), ("$id", order.Id), ("$pending", Order.Pending));
        return order with { PaymentId = paymentId, Status = Order.Paid };
    }

    public Order? Find(string id)
    {
        using var connection = database.Open();
        return Find(connection, "id", id);
    }

    private static void Insert(SqliteConnection connection, string key, Order order)
    {
        connection.Run("UPDATE products SET stock = stock - $quantity WHERE sku = $sku;", ("$quantity", order.Quantity), ("$sku", order.Sku));
        connection.Run(
            """
            INSERT INTO orders (id, order_key, sku, quantity, total_cents, status)
            VALUES ($id, $key, $sku, $quantity, $total, $status);
            """,
            ("$id", order.Id), ("$key", key), ("$sku", order.Sku), ("$quantity", order.Quantity),
            ("$total", (long)(order.Total * 100)), ("$status", order.Status));
    }

    private static Order? Find(SqliteConnection connection, string column, string value)
    {
        using var command = connection.Command($"{Columns} WHERE {column} = $value;", ("$value", value));
        using var row = command.ExecuteReader();
        return row.Read()
            ? new Order(row.GetString(0), row.GetString(1), row.GetInt32(2), Money.FromCents(row.GetInt64(3)),
                row.IsDBNull(4) ? null : row.GetString(4), row.GetString(5))
            : null;
    }
}
