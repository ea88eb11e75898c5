namespace Harness.Plans;

/// <content>One value over another: merge keys, includes, overrides. A node that others share is never changed; what lies over it is a copy.</content>
public sealed partial class PlanNode
{
    /// <summary>Values in it, itself included, those behind aliases as often as they are used.</summary>
    internal int Size => 1 + Entries.Sum(entry => 1 + entry.Value.Size) + Items.Sum(item => item.Size);

    /// <summary>Sets a key while the mapping is being read; what a merge key brought gives way.</summary>
    internal void Set(PlanNode key, PlanNode value)
    {
        entries!.RemoveAll(entry => entry.Key.scalar == key.scalar);
        entries.Add(new(key, value));
    }

    /// <summary>Adds the keys of another mapping that this one has not, while it is being read.</summary>
    internal void AddBelow(PlanNode other) => entries!.AddRange(other.Entries.Where(below => entries.TrueForAll(own => own.Key.scalar != below.Key.scalar)));

    /// <summary>This mapping over another: keys of both are merged where both hold mappings, else this one's hold.</summary>
    internal PlanNode Over(PlanNode below)
    {
        var merged = Copy();
        foreach (var entry in below.Entries)
        {
            var at = merged.entries!.FindIndex(own => own.Key.scalar == entry.Key.scalar);
            if (at < 0) merged.entries.Add(entry);
            else if (merged.entries[at].Value.IsMapping && entry.Value.IsMapping) merged.entries[at] = merged.entries[at] with { Value = merged.entries[at].Value.Over(entry.Value) };
        }
        return merged;
    }

    /// <summary>A copy with another value at a place, which is made where it is not there; null after noting why it cannot be.</summary>
    /// <param name="keys">The keys that lead there; a number is an item of a list.</param>
    /// <param name="value">What shall stand there; problems are noted at it.</param>
    internal PlanNode? With(ReadOnlySpan<string> keys, PlanNode value)
    {
        if (keys.IsEmpty) return value;
        var copy = Copy();
        if (IsList)
        {
            if (!int.TryParse(keys[0], out var index) || index < 0 || index > Items.Count)
            {
                value.Problem($"{Name} is a list of {Items.Count}; say which item, [0] to [{Items.Count}], the last of which adds one");
                return null;
            }
            if (index == Items.Count) copy.items!.Add(new PlanNode(problems, value.Path, value.Line, value.Column, Name).AsMapping());
            if (copy.items![index].With(keys[1..], value) is not { } item) return null;
            copy.items[index] = item;
            return copy;
        }
        if (!IsMapping)
        {
            value.Problem($"{Name} is {Shown}, which has nothing inside it that could be set");
            return null;
        }
        var key = keys[0];
        var at = copy.entries!.FindIndex(entry => entry.Key.scalar == key);
        var inside = at < 0 ? new PlanNode(problems, value.Path, value.Line, value.Column, $"{Name}.{key}").AsMapping() : copy.entries[at].Value;
        if (inside.With(keys[1..], value) is not { } set) return null;
        var place = new PlanNode(problems, value.Path, value.Line, value.Column, Name, key, quoted: true);
        if (at < 0) copy.entries.Add(new(place, set));
        else copy.entries[at] = new(keys.Length == 1 ? place : copy.entries[at].Key, set);
        return copy;
    }

    /// <summary>A mapping with only some of its keys.</summary>
    internal PlanNode Only(Func<string, bool> wanted)
    {
        var copy = Copy();
        copy.entries!.RemoveAll(entry => entry.Key.scalar is not { } key || !wanted(key));
        return copy;
    }

    /// <summary>The same values at the place and under the name of another node.</summary>
    internal PlanNode At(PlanNode other) => new(problems, other.Path, other.Line, other.Column, other.Name, scalar, quoted) { entries = entries, items = items };

    private PlanNode Copy() => new(problems, Path, Line, Column, Name, scalar, quoted)
    {
        entries = entries is null ? null : [.. entries],
        items = items is null ? null : [.. items],
    };
}
