namespace SampleShop.Front;

/// <summary>Something to buy.</summary>
internal sealed record Product(string Sku, string Name, decimal Price, long Stock);

internal sealed record ProductList(IReadOnlyList<Product> Items);
