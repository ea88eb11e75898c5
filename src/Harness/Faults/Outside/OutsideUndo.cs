namespace Harness.Faults.Outside;

/// <summary>What <c>command</c> and <c>call</c> have in common: what another tool undoes, and how it says that it has.</summary>
internal static class OutsideUndo
{
    private const string HealKey = "heal", VerifyKey = "verify";

    /// <summary>The undo.</summary>
    public static Undo Of(Plans.PlannedFault fault, IOutsideAct heal, IOutsideAct? verify, string byHand)
    {
        var arguments = new Dictionary<string, string> { [HealKey] = heal.ToJson() };
        if (verify is not null) arguments[VerifyKey] = verify.ToJson();
        return new Undo(fault.Name, fault.Action.Kind, arguments, byHand);
    }

    /// <summary>True until the other tool says that it is gone; where it cannot be asked for that, until it is healed.</summary>
    public static async Task<bool> IsThere(Undo undo, Func<string, IOutsideAct> read, Ground ground, CancellationToken ct)
    {
        if (!undo.Arguments.TryGetValue(VerifyKey, out var verify)) return true;
        try
        {
            await read(verify).Do(ground.Time, ct).ConfigureAwait(false);
            return false;
        }
        catch (FaultException)
        {
            return true;
        }
    }

    /// <summary>Undoes it, and asks whether it is gone.</summary>
    public static async Task<Healing> Heal(Undo undo, Func<string, IOutsideAct> read, Ground ground, CancellationToken ct)
    {
        var heal = read(undo.Arguments[HealKey]);
        await heal.Do(ground.Time, ct).ConfigureAwait(false);
        if (!undo.Arguments.TryGetValue(VerifyKey, out var json)) return new Healing(true, $"{heal} went well");
        var verify = read(json);
        await verify.Do(ground.Time, ct).ConfigureAwait(false);
        return new Healing(true, $"{heal} went well, and {verify} says so");
    }
}
