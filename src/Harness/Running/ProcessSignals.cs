using System.Runtime.CompilerServices;
using Harness.Faults;
using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Running;

/// <summary>
/// What the processes use that this run started. Which process a target is stands in the run's ledger, which the companion writes at each
/// start, so one that was killed and started again is found again. What a process sends and receives no system tells.
/// </summary>
/// <param name="ledgerPath">The run's ledger.</param>
/// <param name="clock">The run's, started: a look is taken right after each of its seconds.</param>
internal sealed class ProcessSignals(string ledgerPath, RunClock clock) : ISignals
{
    /// <summary>Not on the second itself: there the load closes its second, and iterations are due.</summary>
    private static readonly TimeSpan Aside = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Source => "processes";

    /// <inheritdoc/>
    public async IAsyncEnumerable<TargetSample> Watch(IReadOnlyList<Target> targets, string? run, [EnumeratorCancellation] CancellationToken stop)
    {
        var watched = targets.Where(target => target.Process is not null).Select(target => new Watched(target.Name)).ToList();
        if (watched.Count == 0) yield break;
        for (var isOver = false; ; isOver = !await NextSecond(stop).ConfigureAwait(false))
        {
            if (watched.Exists(one => !one.IsAlive))
            {
                var started = Started();
                foreach (var one in watched.Where(one => !one.IsAlive)) one.Become(started.GetValueOrDefault(one.Name));
            }
            foreach (var one in watched) yield return one.Look();
            // One look after the load's end: without it the last second would be cut short.
            if (isOver) yield break;
        }
    }

    private async Task<bool> NextSecond(CancellationToken stop)
    {
        try
        {
            await clock.WaitUntil(TimeSpan.FromSeconds(Math.Floor((clock.Elapsed - Aside).TotalSeconds) + 1) + Aside, stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private IReadOnlyDictionary<string, ProcessIdentity?> Started()
    {
        try
        {
            return LedgerContent.Read(ledgerPath).Targets;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The ledger goes with the last thing to heal: nothing is started any more.
            return new Dictionary<string, ProcessIdentity?>();
        }
    }

    /// <summary>A target through all its processes: its totals go on where the next process begins.</summary>
    private sealed class Watched(string name)
    {
        private ProcessIdentity? process;
        private ProcessUse? before;
        private TimeSpan cpu;
        private long? read, written;

        public string Name { get; } = name;

        public bool IsAlive => process?.IsAlive == true;

        /// <summary>The process it is now. Of the first one only what it uses from here on counts, of a later one all: it was started meanwhile.</summary>
        public void Become(ProcessIdentity? next)
        {
            if (next is null || next == process) return;
            before = process is null ? ProcessUse.Of(next) : null;
            process = next;
        }

        public TargetSample Look()
        {
            var now = process is null ? null : ProcessUse.Of(process);
            if (now is not null)
            {
                // Less than before: a child ended whose parent did not ask how.
                cpu += now.Cpu > (before?.Cpu ?? TimeSpan.Zero) ? now.Cpu - (before?.Cpu ?? TimeSpan.Zero) : TimeSpan.Zero;
                read = Grown(read, before?.Read, now.Read);
                written = Grown(written, before?.Written, now.Written);
                before = now;
            }
            return new()
            {
                Target = Name,
                Instance = Name,
                CpuTime = cpu,
                MemoryBytes = now?.Memory ?? 0,
                DiskReadBytes = read,
                DiskWrittenBytes = written,
                State = now is null ? TargetState.Stopped : now.IsPaused ? TargetState.Paused : TargetState.Running,
            };
        }

        private static long? Grown(long? sum, long? before, long? now) => now is { } total ? (sum ?? 0) + Math.Max(0, total - (before ?? 0)) : sum;
    }
}
