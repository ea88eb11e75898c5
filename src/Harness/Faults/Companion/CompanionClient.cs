using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Harness.Faults.Companion;

/// <summary>How to start this program's companion.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record CompanionLaunch(string File, IReadOnlyList<string> Arguments);

/// <summary>The harness's end of its companion: asks, waits for the answer, and renews the lease.</summary>
public sealed class CompanionClient : IAsyncDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For healing all that is left and ending all that was started, each of which has its own bound.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Reply>> waiting = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private readonly ITimer renewing;
    private volatile bool closed;
    private int nextId;

    private CompanionClient(Process process, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        reading = Read();
        renewing = time.CreateTimer(_ => Renew(), null, Renewal, Renewal);
    }

    /// <summary>Completes when the companion is gone although nobody closed it.</summary>
    public Task Lost => lost.Task;

    /// <summary>The companion's process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>Starts a companion and opens the run's ledger.</summary>
    /// <exception cref="FaultException">It cannot be started, or the ledger cannot be written: then nothing may be started or injected.</exception>
    internal static async Task<CompanionClient> Start(CompanionLaunch launch, Opening opening, TimeProvider time, CancellationToken ct)
    {
        var start = new ProcessStartInfo(launch.File, launch.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (OperatingSystem.IsWindows()) start.CreateNewProcessGroup = true;
        var client = new CompanionClient(Process.Start(start) ?? throw new FaultException($"the companion process ({launch.File}) was not started"), time);
        try
        {
            await client.Ask(Verb.Open, ct, open: opening).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a proxy of harness.json.</summary>
    public Task StartProxy(string name, CancellationToken ct) => Ask(Verb.StartProxy, ct, name);

    /// <summary>Starts a target and returns its process id when it is healthy.</summary>
    public async Task<int?> StartTarget(string name, Launch launch, CancellationToken ct) => (await Ask(Verb.StartTarget, ct, name, launch: launch).ConfigureAwait(false)).ProcessId;

    /// <summary>Injects a fault of the plan.</summary>
    public Task Inject(string fault, CancellationToken ct) => Ask(Verb.Inject, ct, fault);

    /// <summary>Whether a fault that was injected is still there.</summary>
    public async Task<bool> IsThere(string fault, CancellationToken ct) => (await Ask(Verb.Look, ct, fault).ConfigureAwait(false)).IsThere;

    /// <summary>Undoes a fault.</summary>
    public async Task<Healing> Heal(string fault, CancellationToken ct) => (await Ask(Verb.Heal, ct, fault).ConfigureAwait(false)).Healing!;

    /// <summary>Heals what is left, ends what was started, and waits until the companion is gone.</summary>
    /// <exception cref="FaultException">Something is left; the message says what, and what to do by hand.</exception>
    /// <exception cref="CompanionLostException">It was gone, or did not answer and was killed: heal from its ledger.</exception>
    public async Task Close(CancellationToken ct)
    {
        closed = true;
        try
        {
            await Ask(Verb.Close, ct).ConfigureAwait(false);
            await process.WaitForExitAsync(ct).WaitAsync(EndPatience, time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            throw new CompanionLostException();
        }
    }

    private async Task<Reply> Ask(Verb verb, CancellationToken ct, string? name = null, Opening? open = null, Launch? launch = null)
    {
        var id = Interlocked.Increment(ref nextId);
        var answer = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        try
        {
            await Write(new Request(id, verb, name, open, launch), ct).ConfigureAwait(false);
            var first = await Task.WhenAny(answer.Task, lost.Task).WaitAsync(verb == Verb.Close ? ClosePatience : Patience, time, ct).ConfigureAwait(false);
            if (first == lost.Task && !answer.Task.IsCompleted) throw new CompanionLostException();
            var reply = await answer.Task.ConfigureAwait(false);
            if (reply.Error is not { } error) return reply;
            throw reply.IsRefusal ? new RefusedException(error) : new FaultException(error);
        }
        catch (IOException)
        {
            throw new CompanionLostException();
        }
        catch (TimeoutException) when (verb != Verb.Close)
        {
            throw new FaultException($"the companion process did not answer '{verb} {name}' within {Patience.TotalSeconds:0} s");
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    private async Task Write(Request request, CancellationToken ct)
    {
        await writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, MessageJson.Default.Request).AsMemory(), ct).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task Read()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var reply = JsonSerializer.Deserialize(line, MessageJson.Default.Reply)!;
                if (waiting.TryGetValue(reply.Id, out var answer)) answer.TrySetResult(reply);
            }
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // What the companion says can no longer be read: for the run that is the same as its end.
        }
        lost.TrySetResult();
    }

    private void Renew()
    {
        if (closed || lost.Task.IsCompleted) return;
        _ = Task.Run(async () =>
        {
            try
            {
                await Ask(Verb.Renew, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is FaultException or CompanionLostException or ObjectDisposedException or InvalidOperationException)
            {
                // Lost says it; a renewal that fails is not a second story.
            }
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        await renewing.DisposeAsync().ConfigureAwait(false);
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
        // What holds its output open beside it (a child of a killed companion) must not hold us.
        await Task.WhenAny(reading, Task.Delay(EndPatience, time)).ConfigureAwait(false);
        process.Dispose();
        writing.Dispose();
    }
}

/// <summary>The companion process is gone: with it the proxies, and whatever it was asked for.</summary>
public sealed class CompanionLostException() : Exception("the companion process ended, and with it the proxies of this run");
