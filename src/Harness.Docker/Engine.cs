using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Harness.Faults;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Harness.Docker;

/// <summary>
/// The Docker engine that <c>DOCKER_HOST</c> or the current context names. An engine that does not answer is asked again and again for a while:
/// it restarts on machines that live, and a fault must be healed all the same.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Engine(TimeProvider time) : IDisposable
{
    /// <summary>How long an engine may be away. Shorter than what a healing may take, so that its failure has these words.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lazy<DockerClient> client = new(() => new DockerClientBuilder().WithTimeout(TimeSpan.FromMinutes(2)).Build());

    /// <summary>Asks the engine; what is asked may be asked twice.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="FaultException">The engine does not answer within <see cref="Patience"/>, or refuses; with its words.</exception>
    /// <exception cref="DockerApiException">It knows no such thing.</exception>
    public Task<T> Ask<T>(Func<DockerClient, CancellationToken, Task<T>> ask, CancellationToken ct) => Ask(ask, TimeSpan.Zero, ct);

    /// <summary>The same for a call that takes its time.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="takes">How long it may take on top of <see cref="Patience"/>.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<T> Ask<T>(Func<DockerClient, CancellationToken, Task<T>> ask, TimeSpan takes, CancellationToken ct)
    {
        Exception? last = null;
        try
        {
            return await Pipeline(Patience + takes).ExecuteAsync(async token =>
            {
                try
                {
                    return await ask(client.Value, token).ConfigureAwait(false);
                }
                catch (Exception e) when (IsAway(e))
                {
                    last = e;
                    throw;
                }
            }, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutRejectedException || IsAway(e))
        {
            throw new FaultException($"the Docker engine does not answer: {(last ?? e).GetBaseException().Message}");
        }
        catch (DockerApiException e) when (e.StatusCode != HttpStatusCode.NotFound)
        {
            throw new FaultException($"the Docker engine refuses ({(int)e.StatusCode}): {Words(e)}");
        }
        catch (DockerConfigurationException e)
        {
            throw new FaultException($"the Docker engine cannot be found: {e.Message}");
        }
    }

    /// <summary>The same for a call that cannot be taken back: it is cancelled before it is asked, or between two attempts, and never half way.</summary>
    /// <exception cref="FaultException">As for the others.</exception>
    internal async Task Act(Func<DockerClient, CancellationToken, Task> act, TimeSpan takes, CancellationToken ct)
    {
        using var bound = new CancellationTokenSource(Patience + takes, time);
        try
        {
            await Ask((docker, token) =>
            {
                token.ThrowIfCancellationRequested();
                return act(docker, bound.Token);
            }, takes, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new FaultException($"the Docker engine does not answer: not within {(Patience + takes).TotalSeconds:0} s");
        }
    }

    /// <summary>The same for a call without an answer.</summary>
    public Task Ask(Func<DockerClient, CancellationToken, Task> ask, CancellationToken ct) => Ask(ask, TimeSpan.Zero, ct);

    /// <summary>The same for a call without an answer that takes its time.</summary>
    public Task Ask(Func<DockerClient, CancellationToken, Task> ask, TimeSpan takes, CancellationToken ct) => Ask(async (docker, token) =>
    {
        await ask(docker, token).ConfigureAwait(false);
        return true;
    }, takes, ct);

    /// <summary>The answer, or null where the engine knows no such thing.</summary>
    public async Task<T?> Find<T>(Func<DockerClient, CancellationToken, Task<T>> ask, CancellationToken ct) where T : class
    {
        try
        {
            return await Ask(ask, ct).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>A call that goes on until it is ended: asked once, and never again by itself.</summary>
    internal T Follow<T>(Func<DockerClient, CancellationToken, T> follow, CancellationToken ct) where T : Task => follow(client.Value, ct);

    /// <summary>True for what a restart of the engine looks like; never for an answer.</summary>
    internal static bool IsAway(Exception e) => (e is HttpRequestException or SocketException or IOException or TimeoutException && e is not FileNotFoundException)
        || (e is DockerApiException { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway });

    private ResiliencePipeline Pipeline(TimeSpan patience) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(patience)
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsAway),
            Delay = Interval,
            MaxRetryAttempts = int.MaxValue, // the time-out around it is the bound
        })
        .Build();

    /// <summary>The sentence in <c>{"message": "…"}</c>, on one line: runc's words come on two.</summary>
    private static string Words(DockerApiException e) => string.Join(' ', Message(e).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Message(DockerApiException e)
    {
        try
        {
            using var body = JsonDocument.Parse(e.ResponseBody ?? "");
            return body.RootElement.GetProperty("message").GetString()!;
        }
        catch (Exception notJson) when (notJson is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return string.IsNullOrWhiteSpace(e.ResponseBody) ? e.Message : e.ResponseBody;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }
}
