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
        Assert.Equal("inner", (await active.Heal("inner", CancellationToken.None)!).Note);
        Assert.Null(active.Heal("another", CancellationToken.None));
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

    /// <summary>A restart in a partition is healthy only when the partition is over: each waited for the other, and neither was ever healed.</summary>
    [Fact]
    public async Task Heal_WhereWhatLiesOnTopCannotBeHealed_HealsIt_AndTheOtherCanBeTriedAgain()
    {
        var active = Active(undo => undo.Fault == "inner" && !healed.Contains("outer") ? throw new FaultException("no") : Task.CompletedTask, On("outer", "a"), On("inner", "a") with { Kind = "restart" });

        var healing = await active.Heal("outer", CancellationToken.None)!;

        Assert.Equal("outer; inner, which lay on top, could not be healed before it", healing.Note);
        Assert.Equal(["inner"], active.Latest.Select(undo => undo.Fault));
        await active.Heal("inner", CancellationToken.None)!;
        Assert.Equal(["outer", "inner"], healed);
        Assert.Empty(active.Latest);
    }

    [Fact]
    public async Task Heal_WhereOneOfItsKindStaysOnTop_ThatOneHasNothingMoreToPutBackThere()
    {
        var active = Active(undo => undo.Fault == "inner" ? throw new FaultException("no") : Task.CompletedTask, On("outer", "a"), On("inner", "a", "b"));

        await active.Heal("outer", CancellationToken.None)!;

        // What the upper noted of a is what the lower had made of it.
        Assert.Equal(["b"], Assert.Single(active.Latest).Victims.Select(victim => victim.Id));
    }

    [Fact]
    public async Task Heal_OfTheLower_SaysToTheUpperWithWhomItWent()
    {
        var active = Active(null, On("outer", "a"), On("inner", "a"));

        Assert.Null((await active.Heal("outer", CancellationToken.None)!).With);

        Assert.Equal("outer", (await active.Heal("inner", CancellationToken.None)!).With);
    }

    [Fact]
    public async Task Begin_WhileAnotherOnItsVictimIsHealed_WaitsAndIsPreparedAgain()
    {
        var may = new TaskCompletionSource();
        var active = Active(_ => may.Task, On("first", "a"));
        var before = active.Healed;
        var healing = active.Heal("first", CancellationToken.None)!;

        var wait = active.Begin(On("second", "a"), before);
        Assert.False(wait!.IsCompleted);
        Assert.Null(active.Begin(On("elsewhere", "b"), before));
        may.SetResult();
        await Task.WhenAll(wait, healing);

        // It ended since the preparation: what was read then may be the first one's work.
        Assert.True(active.Begin(On("second", "a"), before)!.IsCompleted);
        Assert.Null(active.Begin(On("second", "a"), active.Healed));
        Assert.Equal(["second", "elsewhere"], active.Latest.Select(undo => undo.Fault));
    }

    [Fact]
    public async Task Heal_OfWhatIsStillBeingInjected_WaitsForThat()
    {
        var active = Active(null, On("outer", "a"));
        Assert.Null(active.Begin(On("inner", "a"), active.Healed));

        var healing = active.Heal("outer", CancellationToken.None)!;
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(healed);
        active.Injected("inner");
        await healing;

        Assert.Equal(["inner", "outer"], healed);
    }

    [Fact]
    public async Task HealAll_OnTargetsSideBySide_OthersInReverse()
    {
        var may = new TaskCompletionSource();
        var active = Active(undo => undo.Fault is "b" or "late" ? may.Task : Task.CompletedTask, On("early"), On("a", "a"), On("late"), On("b", "b"));

        var all = active.HealAll(_ => true, CancellationToken.None);
        await all.Single(one => one.Undo.Fault == "a").Healing;
        Assert.Equal(["a"], healed);
        may.SetResult();
        await Task.WhenAll(all.Select(one => one.Healing));

        Assert.True(healed.IndexOf("late") < healed.IndexOf("early"));
    }
}
