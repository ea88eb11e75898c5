namespace Harness.Plans;

/// <summary>The names of one kind of thing in a plan, to check references by.</summary>
/// <param name="what">The kind, for messages: <c>step</c>.</param>
internal sealed class KnownNames(string what)
{
    private readonly List<string> names = [];

    /// <summary>False where some could not be read: then nothing can be said to be unknown, and one mistake stays one problem.</summary>
    public bool IsComplete { get; set; } = true;

    public IReadOnlyList<string> All => names;

    /// <summary>Adds a name that must not be there yet; a second one is a problem at <paramref name="place"/>.</summary>
    public void AddUnique(string name, PlanNode place)
    {
        if (names.Contains(name))
            place.Problem($"a second {what} is called '{name}'; give it a name of its own");
        else
            names.Add(name);
    }

    public void Add(string name)
    {
        if (!names.Contains(name))
            names.Add(name);
    }

    /// <summary>What bore one name bears several.</summary>
    public void Replace(string name, IEnumerable<string> with)
    {
        names.Remove(name);
        foreach (var one in with) Add(one);
    }

    public bool Has(string name) => !IsComplete || names.Contains(name);
}
