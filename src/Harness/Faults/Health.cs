using Harness.Plans;
using Harness.Protocols;

namespace Harness.Faults;

/// <summary>Waits until a target is ready: an HTTP 200, never a mere connection, since a port can accept long before a program answers.</summary>
public static class Health
{
    /// <summary>How long a target may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks again and again until the answer is a success.</summary>
    /// <param name="name">The target's, for messages.</param>
    /// <param name="url">What to ask.</param>
    /// <param name="over">Says why waiting is pointless, or null: <c>ended with exit code 1</c>.</param>
    /// <param name="tls">Whose certificates are believed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">It is over, or took longer than <see cref="Patience"/>.</exception>
    public static async Task Wait(string name, Uri url, Func<string?> over, TlsSettings tls, TimeProvider time, CancellationToken ct)
    {
        // No proxy of the system and no redirect: both could lead to a host that nobody allowed.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = Trust.Options(tls) }) { Timeout = Timeout };
        var began = time.GetTimestamp();
        for (var seen = "no answer"; ;)
        {
            if (over() is { } end) throw new FaultException($"{name} {end} before {url} answered 200");
            try
            {
                using var response = await client.GetAsync(url, ct).ConfigureAwait(false);
                if (response.IsSuccessStatusCode) return;
                seen = $"status {(int)response.StatusCode}";
            }
            catch (HttpRequestException e)
            {
                seen = e.GetBaseException().Message;
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                seen = $"no answer within {Timeout.TotalSeconds:0} s";
            }
            if (time.GetElapsedTime(began) > Patience) throw new FaultException($"{name} was not healthy within {Patience.TotalSeconds:0} s: {url}: {seen}");
            await Task.Delay(Interval, time, ct).ConfigureAwait(false);
        }
    }
}
