using System.Text.Json;
using Harness.Plans;

namespace Harness.Faults.Companion;

/// <summary>
/// The companion process: it holds the proxies and the targets of one run, does and undoes its faults, and keeps the ledger. When its input
/// ends without a goodbye, or the lease is not renewed, the harness is gone: it then heals, ends what the run started, and ends.
/// </summary>
public sealed class CompanionServer : IDisposable
{
    /// <summary>Without a sign of life for this long, the harness counts as dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly PlanCatalog catalog;
    private readonly IReadOnlyList<IFault> kinds;
    private readonly Func<string, IReadOnlyList<IDriver>> drivers;
    private readonly TimeProvider time;
    private readonly TextWriter replies;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource orphaned = new();
    private Workshop? workshop;

    /// <summary>Prepares a companion.</summary>
    /// <param name="catalog">To read the plan.</param>
    /// <param name="kinds">Of faults.</param>
    /// <param name="drivers">Makes a driver of each kind, for a folder that relative paths count from.</param>
    /// <param name="replies">Where answers go: standard output.</param>
    /// <param name="time">The clock.</param>
    public CompanionServer(PlanCatalog catalog, IReadOnlyList<IFault> kinds, Func<string, IReadOnlyList<IDriver>> drivers, TextWriter replies, TimeProvider time)
    {
        this.catalog = catalog;
        this.kinds = kinds;
        this.drivers = drivers;
        this.replies = replies;
        this.time = time;
    }

    /// <summary>Serves until the run is over, however it ends.</summary>
    /// <param name="requests">Standard input.</param>
    /// <param name="stop">A signal to the companion itself: the same follows as when the harness is gone.</param>
    public async Task Run(TextReader requests, CancellationToken stop)
    {
        Native.LeaveTerminal();
        using var stopping = stop.Register(orphaned.Cancel);
        using var lease = time.CreateTimer(_ => orphaned.Cancel(), null, Lease, Timeout.InfiniteTimeSpan);
        var underWay = new List<Task>();
        var closing = 0;
        try
        {
            // A read of standard input cannot be cancelled, so it is left behind where the lease runs out.
            while (await requests.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(orphaned.Token).ConfigureAwait(false) is { } line)
            {
                lease.Change(Lease, Timeout.InfiniteTimeSpan);
                var request = JsonSerializer.Deserialize(line, MessageJson.Default.Request)!;
                if (request.Do == Verb.Close)
                {
                    closing = request.Id;
                    break;
                }
                underWay.RemoveAll(task => task.IsCompleted);
                underWay.Add(Answer(request));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or JsonException or IOException)
        {
            // The lease ran out, or what comes is not ours: the harness is gone, and the same follows as when its input ends.
        }
        await orphaned.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(underWay).ConfigureAwait(false);
        var left = workshop is null ? [] : await workshop.Close().ConfigureAwait(false);
        if (closing != 0) Write(new Reply(closing, left.Count == 0 ? null : string.Join("; ", left)));
    }

    private async Task Answer(Request request)
    {
        await Task.Yield();
        try
        {
            Write(await Do(request).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Whatever happens here is data for the harness: the companion itself must live on to heal.
            Write(new Reply(request.Id, e is FaultException or RefusedException or Proxy.ProxyException or IOException or TimeoutException ? e.Message : e.ToString(), IsRefusal: e is RefusedException));
        }
    }

    private async Task<Reply> Do(Request request)
    {
        switch (request.Do)
        {
            case Verb.Open:
                var plan = PlanFile.Read(request.Open!.Files, request.Open.Root, catalog, checkEnvironment: false).Plan ?? throw new FaultException("the companion cannot read the plan");
                workshop = new Workshop(plan, request.Open, kinds, drivers(request.Open.Root), time);
                return new Reply(request.Id);
            case Verb.StartProxy:
                await workshop!.StartProxy(request.Name!, orphaned.Token).ConfigureAwait(false);
                return new Reply(request.Id);
            case Verb.StartTarget:
                return new Reply(request.Id, ProcessId: await workshop!.StartTarget(request.Name!, request.Launch!, orphaned.Token).ConfigureAwait(false));
            case Verb.Inject:
                await workshop!.Inject(request.Name!, orphaned.Token).ConfigureAwait(false);
                return new Reply(request.Id);
            case Verb.Look:
                return new Reply(request.Id, IsThere: await workshop!.IsThere(request.Name!, orphaned.Token).ConfigureAwait(false));
            case Verb.Heal:
                return new Reply(request.Id, Healing: await workshop!.Heal(request.Name!, orphaned.Token).ConfigureAwait(false));
            default:
                return new Reply(request.Id);
        }
    }

    private void Write(Reply reply)
    {
        lock (gate)
        {
            try
            {
                replies.WriteLine(JsonSerializer.Serialize(reply, MessageJson.Default.Reply));
                replies.Flush();
            }
            catch (IOException)
            {
                // Nobody listens any more; the end of the input says the same.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        orphaned.Dispose();
        workshop?.Dispose();
    }
}
