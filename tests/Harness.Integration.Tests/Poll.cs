using System.Diagnostics;

namespace Harness.Integration.Tests;

internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes; gives back how long that took.</summary>
    /// <exception cref="TimeoutException">It was never yes within <paramref name="limit"/>.</exception>
    public static async Task<TimeSpan> UntilAsync(string what, TimeSpan limit, Func<Task<bool>> ask, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        while (!await ask())
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"{what}: not within {limit.TotalSeconds} s.");
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return watch.Elapsed;
    }

    /// <summary>The same for a question that is answered at once.</summary>
    public static Task<TimeSpan> UntilAsync(string what, TimeSpan limit, Func<bool> ask) =>
        UntilAsync(what, limit, () => Task.FromResult(ask()), TestContext.Current.CancellationToken);
}
