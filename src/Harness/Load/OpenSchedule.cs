using System.Runtime.CompilerServices;
using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>
/// The open model: iterations start when they are due, whether or not earlier ones were answered. Where all virtual users are busy an
/// iteration waits in line and its wait counts in its response time, or it is dropped and counted; so it is where the line is full.
/// </summary>
internal sealed class OpenSchedule(LoadShard shard, LoadPlan load, VirtualUsers users, WaitingLines lines, int seed, Func<string, string?> environment) : Schedule
{
    private readonly Queue<Iteration> line = new();
    private readonly Stack<VirtualUser> idle = new();
    private readonly ulong warmUpDraws = Seeds.Of(seed, $"{load.Name}/{StepFrame.WarmUp}"), draws = Seeds.Of(seed, load.Name);

    /// <inheritdoc/>
    public override async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        lines.Add(shard, () => Serve(stopNow));
        if (!await shard.WaitUntil(load.StartTime - load.WarmUp, noNewWork).ConfigureAwait(false)) return;
        await Begin(Pace.Constant(load.Start, load.WarmUp), -load.WarmUp, _ => StepFrame.WarmUp, noNewWork, stopNow).ConfigureAwait(false);
        await Begin(new Pace(load.Start, load.Stages), load.StartTime, load.StageAt, noNewWork, stopNow).ConfigureAwait(false);
        // The last iteration is due before the end; the grace begins at the end.
        if (!await shard.WaitUntil(load.End, noNewWork).ConfigureAwait(false)) Abandon();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Begin(Pace pace, TimeSpan origin, Func<TimeSpan, string> stageAt, CancellationToken noNewWork, CancellationToken stopNow)
    {
        var inARow = 0;
        foreach (var (index, after) in Arrivals.Of(pace, load.Arrival, Seeds.For(seed, $"{load.Name}/arrivals", origin.Ticks), shard.Index, shard.Count))
        {
            var due = origin + after;
            if (shard.Clock.Elapsed < due)
            {
                if (!await shard.WaitUntil(due, noNewWork).ConfigureAwait(false)) return;
                inARow = 0;
            }
            else if (++inARow % MostInARow == 0) await shard.Loop.Yield().ConfigureAwait(false);
            if (noNewWork.IsCancellationRequested) return;
            Enter(new(due, stageAt(due), index), stopNow);
        }
    }

    private void Enter(Iteration iteration, CancellationToken stopNow)
    {
        if (line.Count == 0 && users.TryTake()) Start(iteration, stopNow);
        else if (!users.TryWait()) shard.Recorder.Dropped(iteration.Due);
        else
        {
            line.Enqueue(iteration);
            lines.Show(shard, line.Peek().Due);
            // One may have become free on another loop just before the line was shown.
            Serve(stopNow);
        }
    }

    private void Start(Iteration iteration, CancellationToken stopNow)
    {
        shard.Recorder.Started(iteration.Due, shard.Clock.Elapsed, waited: false);
        Give(iteration, stopNow);
    }

    private void Give(Iteration iteration, CancellationToken stopNow)
    {
        if (idle.TryPop(out var user)) user.Give(iteration);
        else _ = Live(new VirtualUser(environment), iteration, stopNow);
    }

    /// <summary>Starts those in line for whom a virtual user is free; when all is to end, nobody starts.</summary>
    private void Serve(CancellationToken stopNow)
    {
        if (stopNow.IsCancellationRequested) Abandon();
        while (line.Count > 0 && users.TryTake()) Give(TakeFirst(), stopNow);
    }

    /// <summary>Takes the first in line, whose wait is over.</summary>
    private Iteration TakeFirst()
    {
        var first = line.Dequeue();
        users.EndWait(1);
        lines.Show(shard, line.Count > 0 ? line.Peek().Due : null);
        shard.Recorder.Started(first.Due, shard.Clock.Elapsed, waited: true);
        return first;
    }

    /// <summary>A virtual user from its first iteration on; between two it waits for the next.</summary>
    private async Task Live(VirtualUser user, Iteration iteration, CancellationToken stopNow)
    {
        try
        {
            while (true)
            {
                // An iteration's draws depend on the seed and its number only, not on which virtual user happened to be free.
                user.Draws = Seeds.Of(ReferenceEquals(iteration.Stage, StepFrame.WarmUp) ? warmUpDraws : draws, iteration.Index);
                if (await shard.Journey.Run(iteration, user, stopNow).ConfigureAwait(false)) shard.Recorder.Completed(iteration.Due, user.Ended);
                if (stopNow.IsCancellationRequested) Abandon();
                if (line.Count > 0 && lines.IsFirst(shard)) iteration = TakeFirst();
                else
                {
                    idle.Push(user);
                    var next = user.Next();
                    users.Release();
                    if (users.Waiting > 0) lines.CallFirst();
                    iteration = await next.ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            users.Release();
            users.Fail(e);
        }
    }

    /// <inheritdoc/>
    public override void Abandon()
    {
        foreach (var waiting in line) shard.Recorder.Dropped(waiting.Due);
        var all = line.Count;
        line.Clear();
        lines.Show(shard, null);
        if (all > 0) users.EndWait(all);
    }
}
