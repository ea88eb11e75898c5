using Harness.Checks;
using Harness.Journal;

namespace Harness.Running;

/// <summary>Sees when a threshold with abortOnFail is breached: at the close of the second that shows it.</summary>
internal sealed class AbortWatch(RunFold fold) : IJournalConsumer
{
    private readonly TaskCompletionSource<string> breach = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with what was breached, for people; never where nothing is.</summary>
    public Task<string> Breach => breach.Task;

    /// <inheritdoc/>
    public void Consume(Entry entry)
    {
        if (entry is not SecondClosed || fold.Thresholds.FirstOrDefault(t => t.AbortedAt is not null) is not { } broken) return;
        var (selector, expression) = (broken.Threshold.Selector, broken.Threshold.Expression);
        breach.TrySetResult($"{broken.Threshold} was {Numbers.Of(selector.Metric, expression, broken.Now.Number)} at {Numbers.Clock(broken.AbortedAt!.Value)}, {ProbeText.Distance(selector.Metric, expression, broken.Now.Number)}.");
    }
}
