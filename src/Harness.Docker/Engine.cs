using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using Harness.Faults;
using Polly;
using Polly.Retry;

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

    private readonly Lazy<DockerClient> client = new(() => new DockerClientBuilder().WithTimeout(TimeSpan.FromSeconds(60)).Build());
    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(Patience)
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsAway),
            Delay = Interval,
            MaxRetryAttempts = int.MaxValue, // the time-out around it is the bound
        })
        .Build();

    /// <summary>Asks the engine; what is asked may be asked twice.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="FaultException">The engine does not answer within <see cref="Patience"/>, or refuses; with its words.</exception>
    public async Task<T> Ask<T>(Func<DockerClient, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        Exception? last = null;
        try
        {
            return await pipeline.ExecuteAsync(async token =>
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
        catch (Exception e) when (e is Polly.Timeout.TimeoutRejectedException || IsAway(e))
        {
            throw new FaultException($"the Docker engine does not answer: {(last ?? e).GetBaseException().Message}");
        }
        catch (DockerContainerNotFoundException)
        {
            throw;
        }
        catch (DockerApiException e) when (e.StatusCode != HttpStatusCode.NotFound)
        {
            throw new FaultException($"the Docker engine refuses ({(int)e.StatusCode}): {e.ResponseBody?.Trim() ?? e.Message}");
        }
        catch (DockerConfigurationException e)
        {
            throw new FaultException($"the Docker engine cannot be found: {e.Message}");
        }
    }

    /// <summary>The same for a call without an answer.</summary>
    public Task Ask(Func<DockerClient, CancellationToken, Task> ask, CancellationToken ct) => Ask(async (docker, token) =>
    {
        await ask(docker, token).ConfigureAwait(false);
        return true;
    }, ct);

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

    /// <summary>True for what a restart of the engine looks like; never for an answer.</summary>
    private static bool IsAway(Exception e) => e is HttpRequestException or SocketException or IOException or TimeoutException
        || (e is DockerApiException { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }
}
