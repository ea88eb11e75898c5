using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>The virtual users of the closed model on one loop: each does one iteration after another, and each is due the moment its virtual user is ready.</summary>
internal sealed class ReadyUsers(LoadShard shard, LoadPlan load, VirtualUsers users, int seed, Func<string, string?> environment)
{
    private readonly ulong draws = Seeds.Of(seed, $"{load.Name}/vu");

    /// <summary>One of them, from its first iteration to its last; on the loop.</summary>
    /// <param name="own">Its number on this loop.</param>
    /// <param name="next">Gives the iteration that is due at a time; null where there is none for it any more.</param>
    /// <param name="stopNow">Ends what is under way.</param>
    public async Task Live(int own, Func<TimeSpan, Iteration?> next, CancellationToken stopNow)
    {
        users.TryTake();
        try
        {
            var user = new VirtualUser(environment) { Draws = Seeds.Of(draws, shard.Number(own)) };
            while (next(shard.Clock.Elapsed) is { } iteration)
            {
                shard.Recorder.Started(iteration.Due);
                var running = shard.Journey.Run(iteration, user, stopNow);
                var waited = !running.IsCompleted;
                if (!await running.ConfigureAwait(false)) break;
                shard.Recorder.Completed(iteration.Due, user.Ended);
                // An iteration that waited for nothing must not keep the loop from everybody else.
                if (!waited) await shard.Loop.Yield().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            users.Fail(e);
        }
        users.Release();
    }
}
