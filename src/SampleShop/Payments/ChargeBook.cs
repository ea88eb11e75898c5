namespace SampleShop.Payments;

/// <summary>
/// Remembers which order was charged, so that asking twice charges once. Holds the newest <paramref name="capacity"/> charges;
/// an older order that came back would be charged again.
/// </summary>
internal sealed class ChargeBook(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Charge> _charges = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();
    private long _charged;
    private long _requests;

    public ChargeCount Count
    {
        get
        {
            lock (_gate)
                return new ChargeCount(_charged, _requests);
        }
    }

    /// <summary>Charges the order, or gives back the charge that was made for it before.</summary>
    public Charge Settle(string orderKey)
    {
        lock (_gate)
        {
            _requests++;
            if (_charges.TryGetValue(orderKey, out var earlier))
                return earlier;

            if (_charges.Count == capacity)
                _charges.Remove(_oldestFirst.Dequeue());

            var charge = new Charge($"pay-{++_charged:D6}");
            _charges.Add(orderKey, charge);
            _oldestFirst.Enqueue(orderKey);
            return charge;
        }
    }
}
