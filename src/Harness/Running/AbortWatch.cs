using Harness.Checks;
using Harness.Journal;

namespace Harness.Running;

/// <summary>Sees what ends a run, at the close of the second that shows it: a stop condition that does not hold, a threshold with abortOnFail that is breached.</summary>
internal sealed class AbortWatch(RunFold fold) : IJournalConsumer
{
    private readonly TaskCompletionSource<(StopCause Cause, string Message)> breach = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with what was breached, for people; never where nothing is.</summary>
    public Task<(StopCause Cause, string Message)> Breach => breach.Task;

    /// <inheritdoc/>
    public void Consume(Entry entry)
    {
        if (entry is not SecondClosed) return;
        if (fold.StopConditions?.Breach is { } broken) breach.TrySetResult((StopCause.Condition, StopText.Describe(broken) + "."));
        else if (fold.Thresholds.FirstOrDefault(t => t.AbortedAt is not null) is { } threshold) breach.TrySetResult((StopCause.Threshold, Describe(threshold)));
    }

    private static string Describe(ThresholdFold broken)
    {
        var (selector, expression) = (broken.Threshold.Selector, broken.Threshold.Expression);
        var (number, at) = (broken.AtAbort!.Number, Numbers.Clock(broken.AbortedAt!.Value));
        return $"{broken.Threshold} was " + (double.IsNaN(number)
            ? $"without data at {at}, and no data is unmet."
            : $"{Numbers.Of(selector.Metric, expression, number)} at {at}, {ProbeText.Distance(selector.Metric, expression, number)}.");
    }
}
