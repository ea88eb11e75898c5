using Harness.Faults;
using Harness.Faults.Companion;

namespace Harness.Tests.Faults;

/// <summary>Faults that lie on top of each other, and the order in which they go.</summary>
public sealed class ActiveFaultsTests
{
    private readonly List<string> healed = [];

    private static Undo On(string fault, params string[] victims) => new(fault, "pause", new Dictionary<string, string>(), "") { Victims = [.. victims.Select(id => new Victim("process", id, id, "1"))] };

    private ActiveFaults Active(Func<Undo, Task>? before = null, params Undo[] undos)
    {
        var active = new ActiveFaults(async (undo, _) =>
        {
            if (before is not null) await before(undo);
            lock (healed) healed.Add(undo.Fault);
            return new Healing(true, undo.Fault);
        });
        foreach (var undo in undos) active.Add(undo);
        return active;
    }

    [Fact]
    public async Task Heal_OfTheLowest_HealsWhatLiesOnTopFirst()
    {
        var active = Active(null, On("outer", "a"), On("elsewhere", "b"), On("middle", "a", "c"), On("inner", "a"));

        var healing = await active.Heal("outer", CancellationToken.None)!;

        Assert.Equal(["inner", "middle", "outer"], healed);
        Assert.Equal("outer; before it inner and middle, which lay on top", healing.Note);
        Assert.Equal(["elsewhere"], active.Latest.Select(undo => undo.Fault));
    }

    [Fact]
    public async Task Heal_OfTheHighest_LeavesTheOthers()
    {
        var active = Active(null, On("outer", "a"), On("inner", "a"));

        await active.Heal("inner", CancellationToken.None)!;

        Assert.Equal(["inner"], healed);
        Assert.Equal(["outer"], active.Latest.Select(undo => undo.Fault));
        Assert.Null(active.Heal("inner", CancellationToken.None));
    }

    [Fact]
    public async Task Heal_OfAnotherProcessWithTheSameNumber_IsNotOnTop()
    {
        var active = Active(null, On("outer", "a"), On("newcomer") with { Victims = [new Victim("process", "a", "a", "2")] });

        await active.Heal("outer", CancellationToken.None)!;

        Assert.Equal(["outer"], healed);
    }

    [Fact]
    public async Task Heal_OfAnotherLayerOfTheSameProcess_IsNotOnTop()
    {
        var active = Active(null, On("clock", "a") with { Layer = "clock" }, On("pause", "a"), On("later", "a") with { Layer = "clock" });

        await active.Heal("clock", CancellationToken.None)!;

        Assert.Equal(["later", "clock"], healed);
    }

    [Fact]
    public async Task Heal_AskedTwiceAtOnce_IsDoneOnce()
    {
        var may = new TaskCompletionSource();
        var active = Active(_ => may.Task, On("f", "a"));

        var both = Task.WhenAll(active.Heal("f", CancellationToken.None)!, active.Heal("f", CancellationToken.None)!);
        may.SetResult();
        await both;

        Assert.Equal(["f"], healed);
    }

    [Fact]
    public async Task Heal_ThatFailed_IsTriedAgain()
    {
        var fails = true;
        var active = Active(_ => fails ? throw new FaultException("no") : Task.CompletedTask, On("f", "a"));

        await Assert.ThrowsAsync<FaultException>(() => active.Heal("f", CancellationToken.None)!);
        Assert.Equal(["f"], active.Latest.Select(undo => undo.Fault));
        fails = false;
        await active.Heal("f", CancellationToken.None)!;

        Assert.Empty(active.Latest);
    }

    [Fact]
    public async Task Heal_OfOneThatCameAgain_HealsItAgain()
    {
        var active = Active(null, On("f", "a"));
        await active.Heal("f", CancellationToken.None)!;
        active.Add(On("f", "a"));

        await active.Heal("f", CancellationToken.None)!;

        Assert.Equal(["f", "f"], healed);
    }

    [Fact]
    public async Task Heal_WhereWhatLiesOnTopCannotBeHealed_LeavesBoth()
    {
        var active = Active(undo => undo.Fault == "inner" ? throw new FaultException("no") : Task.CompletedTask, On("outer", "a"), On("inner", "a"));

        await Assert.ThrowsAsync<FaultException>(() => active.Heal("outer", CancellationToken.None)!);

        Assert.Equal(["inner", "outer"], active.Latest.Select(undo => undo.Fault));
        Assert.Empty(healed);
    }
}
