using System.Collections.Immutable;

namespace Harness.Proxy;

/// <summary>The toxics of one proxy and the connections they work on, under one lock: no connection ever misses one.</summary>
internal sealed class ToxicSet(string proxyName, TimeProvider time, int seed) : IDisposable
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly HashSet<Connection> connections = [];
    private readonly Dictionary<string, ITimer> expiries = new(StringComparer.Ordinal);
    private ImmutableArray<ActiveToxic> toxics = [];

    public IReadOnlyList<Toxic> All
    {
        get
        {
            lock (gate)
                return [.. toxics.Select(active => active.Toxic)];
        }
    }

    /// <summary>The connections there are now, a copy.</summary>
    public IReadOnlyList<Connection> Connections
    {
        get
        {
            lock (gate)
                return [.. connections];
        }
    }

    public void Enter(Connection connection)
    {
        lock (gate)
        {
            connections.Add(connection);
            foreach (var toxic in toxics)
                connection.Attach(toxic);
        }
    }

    public void Leave(Connection connection)
    {
        lock (gate)
            connections.Remove(connection);
    }

    public void Add(Toxic toxic)
    {
        ArgumentNullException.ThrowIfNull(toxic);
        if (string.IsNullOrWhiteSpace(toxic.Name))
            throw new ProxyException(ProxyErrorKind.NameMissing, $"Proxy '{proxyName}': a {ToxicCatalog.KindOf(toxic).Name} toxic has no name: give it one.");
        lock (gate)
        {
            if (toxics.Any(active => active.Toxic.Name == toxic.Name))
                throw new ProxyException(ProxyErrorKind.NameTaken, $"Proxy '{proxyName}': toxic '{toxic.Name}' already exists: take another name, or remove it first.");
            var added = new ActiveToxic(toxic, seed, proxyName);
            toxics = toxics.Add(added);
            foreach (var connection in connections)
                connection.Attach(added);
            Expire(toxic);
        }
    }

    public Toxic? Change(string name, Func<Toxic, Toxic> change)
    {
        lock (gate)
        {
            if (Find(name) is not { } before)
                return null;
            var changed = change(before.Toxic);
            if (changed.GetType() != before.Toxic.GetType() || changed.Name != name || changed.Stream != before.Toxic.Stream)
                throw new ArgumentException("A toxic's kind, name and stream stay; remove it and add another.", nameof(change));
            var now = before.With(changed);
            toxics = toxics.Replace(before, now);
            var order = toxics.Select(active => active.Toxic.Name).ToList();
            foreach (var connection in connections)
                connection.Change(before, now, order);
            Expire(changed);
            return changed;
        }
    }

    public bool Remove(string name)
    {
        lock (gate)
        {
            if (Find(name) is not { } removed)
                return false;
            toxics = toxics.Remove(removed);
            foreach (var connection in connections)
                connection.Detach(removed);
            if (expiries.Remove(name, out var expiry))
                expiry.Dispose();
            return true;
        }
    }

    public void Clear()
    {
        foreach (var toxic in All)
            Remove(toxic.Name);
    }

    public ToxicCounters? CountersOf(string name)
    {
        lock (gate)
            return Find(name)?.Counters;
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var expiry in expiries.Values)
                expiry.Dispose();
            expiries.Clear();
        }
    }

    private ActiveToxic? Find(string name) => toxics.FirstOrDefault(active => active.Toxic.Name == name);

    // Called under the lock.
    private void Expire(Toxic toxic)
    {
        if (expiries.Remove(toxic.Name, out var before))
            before.Dispose();
        if (toxic.Ttl is not { } ttl)
            return;
        var after = ttl < TimeSpan.Zero ? TimeSpan.Zero : ttl > longest ? longest : ttl;
        ITimer? expiry = null;
        expiry = time.CreateTimer(_ => Expired(toxic.Name, () => expiry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        expiries[toxic.Name] = expiry;
        expiry.Change(after, Timeout.InfiniteTimeSpan);
    }

    private void Expired(string name, Func<ITimer?> expiry)
    {
        lock (gate)
        {
            // It may have been renewed, or another of that name put on, in the moment this was on its way.
            if (expiries.GetValueOrDefault(name) != expiry())
                return;
            Remove(name);
        }
    }
}
