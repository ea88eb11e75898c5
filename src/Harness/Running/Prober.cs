using Harness.Journal;
using Harness.Plans;
using Harness.Protocols;
using Harness.Time;

namespace Harness.Running;

/// <summary>Sends the HTTP probes of a plan once a second, over connections of their own, and writes what came back.</summary>
internal sealed class Prober(IReadOnlyList<HttpProbe> probes, TlsSettings tls, RunClock clock, JournalWriter journal)
{
    /// <summary>Probes until cancelled.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var transport = new HttpClientTransport(clock.Source, new ConnectionPlan { Tls = tls });
        await Task.WhenAll(probes.Select(probe => Run(probe, transport, stop))).ConfigureAwait(false);
    }

    private async Task Run(HttpProbe probe, HttpClientTransport transport, CancellationToken stop)
    {
        try
        {
            for (var beat = (int)Math.Floor(clock.Elapsed.TotalSeconds); ; beat++)
            {
                // A beat that is over while an answer was awaited is left out, not made up for.
                beat = Math.Max(beat, (int)Math.Floor(clock.Elapsed.TotalSeconds));
                await clock.WaitUntil(TimeSpan.FromSeconds(beat), stop).ConfigureAwait(false);
                var began = clock.Elapsed;
                var answer = await transport.Send(new Request { Method = "GET", Url = probe.Url, Timeout = HttpProbe.Timeout }, stop).ConfigureAwait(false);
                var met = answer.Error is null && probe.Statuses.Contains(answer.Status);
                journal.Write(new ProbeAnswered(probe.Name, met, answer.Error ?? answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), clock.Elapsed - began) { At = clock.Now });
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The load is over.
        }
    }
}
