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
        var (number, at) = (broken.AtAbort!.Number, Numbers.Clock(broken.AbortedAt!.Value));
        breach.TrySetResult($"{broken.Threshold} was " + (double.IsNaN(number)
            ? $"without data at {at}, and no data is unmet."
            : $"{Numbers.Of(selector.Metric, expression, number)} at {at}, {ProbeText.Distance(selector.Metric, expression, number)}."));
    }
}
