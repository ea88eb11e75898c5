using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>A fault that is one file with other words in it: found, written, put back and read again in one way.</summary>
internal static class SwappedFile
{
    private const string File = "file", Content = "content";

    /// <summary>The victims with what their file says now.</summary>
    /// <param name="fault">As planned.</param>
    /// <param name="ground">With the run.</param>
    /// <param name="name">The file's name in the folder that the kind keeps for each target.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<Undo> Prepare(PlannedFault fault, Ground ground, string name, CancellationToken ct)
    {
        var victims = new List<Victim>();
        foreach (var victim in await Victims.Of(fault, ground, ct).ConfigureAwait(false))
        {
            var path = Path.Combine(Starts.Folder(ground.Scope!.Folder, fault.Action.Kind, victim.Name), name);
            if (!System.IO.File.Exists(path)) throw new FaultException($"{victim.Name} was not started ready for {fault.Action.Kind}: {path} is not there");
            victims.Add(victim with { Before = new Dictionary<string, string> { [File] = path, [Content] = await System.IO.File.ReadAllTextAsync(path, ct).ConfigureAwait(false) } });
        }
        return new Undo(fault.Name, fault.Action.Kind, new Dictionary<string, string>(), fault.Action.UndoDescription) { Victims = victims, Layer = fault.Action.Kind };
    }

    /// <summary>Writes other words into each victim's file, in place: a bind mount shows this very file.</summary>
    public static async Task Inject(Undo undo, Func<string, string> change, CancellationToken ct)
    {
        foreach (var victim in undo.Victims) await System.IO.File.WriteAllTextAsync(victim.Before[File], change(victim.Before[Content]), ct).ConfigureAwait(false);
    }

    /// <summary>True while each file says something else than before.</summary>
    public static async Task<bool> IsThere(Undo undo, CancellationToken ct)
    {
        foreach (var victim in undo.Victims)
        {
            if (!System.IO.File.Exists(victim.Before[File]) || await System.IO.File.ReadAllTextAsync(victim.Before[File], ct).ConfigureAwait(false) == victim.Before[Content]) return false;
        }
        return true;
    }

    /// <summary>Puts the words back that were there before, and reads them again.</summary>
    public static async Task<Healing> Heal(Undo undo, string healed, CancellationToken ct)
    {
        var notes = new List<string>();
        foreach (var victim in undo.Victims)
        {
            if (!victim.Before.TryGetValue(File, out var path) || !System.IO.File.Exists(path))
            {
                notes.Add($"{victim.Name} ended with its run");
                continue;
            }
            await System.IO.File.WriteAllTextAsync(path, victim.Before[Content], ct).ConfigureAwait(false);
            if (await System.IO.File.ReadAllTextAsync(path, ct).ConfigureAwait(false) != victim.Before[Content]) throw new FaultException($"{path} does not say what it said before");
            notes.Add($"{victim.Name} {healed}");
        }
        return new Healing(true, string.Join("; ", notes));
    }
}
