namespace SampleShop;

/// <summary>What the environment says about the shop. Every variable has a default that fits one machine.</summary>
internal sealed record ShopSettings
{
    /// <summary>SHOP_FRONTS: the fronts that the gateway shares its load between.</summary>
    public required IReadOnlyList<Uri> Fronts { get; init; }

    /// <summary>SHOP_PAYMENTS: where the fronts reach payments; by default the fault-injecting proxy, not payments itself.</summary>
    public required Uri Payments { get; init; }

    /// <summary>SHOP_DB: the SQLite file that both fronts share.</summary>
    public required string DatabaseFile { get; init; }

    /// <summary>SHOP_RESILIENCE: <c>off</c> takes away ejection, retries, the circuit breaker and the bulkhead.</summary>
    public required bool Resilient { get; init; }

    /// <exception cref="FormatException">A variable cannot be understood; the message says which, and what would be right.</exception>
    public static ShopSettings Read(Func<string, string?> variable) => new()
    {
        Fronts = [.. Text("SHOP_FRONTS", "http://127.0.0.1:5081,http://127.0.0.1:5082", variable)
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Address("SHOP_FRONTS", text))],
        Payments = Address("SHOP_PAYMENTS", Text("SHOP_PAYMENTS", "http://127.0.0.1:5091", variable)),
        DatabaseFile = Text("SHOP_DB", Path.Combine(Path.GetTempPath(), "harness-sample-shop.db"), variable),
        Resilient = Text("SHOP_RESILIENCE", "on", variable) switch
        {
            "on" => true,
            "off" => false,
            var other => throw new FormatException($"SHOP_RESILIENCE is '{other}'; it must be 'on' or 'off'."),
        },
    };

    private static string Text(string name, string fallback, Func<string, string?> variable) =>
        variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : fallback;

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new FormatException($"{name} has '{text}'; it must be an address such as http://127.0.0.1:5081.");
}
