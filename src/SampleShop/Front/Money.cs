namespace SampleShop.Front;

/// <summary>SQLite has no decimal: amounts are stored as whole cents.</summary>
internal static class Money
{
    public static decimal FromCents(long cents) => cents / 100m;
}
