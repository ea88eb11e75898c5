using System.Text;
using System.Text.Json;

namespace Harness.Faults.Outside;

/// <summary>One HTTP request to another tool, as written in a plan or in a ledger.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Url">Absolute; its host is checked when the plan is read. May hold <c>${env:NAME}</c> after the host, as may all that follows.</param>
/// <param name="Headers">Names and values.</param>
/// <param name="Body">Text, or null.</param>
/// <param name="Status">Those that mean that it went well; empty for any 2xx.</param>
/// <param name="Timeout">The longest it may take.</param>
internal sealed record HttpCall(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string? Body, IReadOnlyList<int> Status, TimeSpan Timeout) : IOutsideAct
{
    /// <summary>Sends it.</summary>
    /// <exception cref="FaultException">No answer, or another status; with the first of what was answered.</exception>
    public async Task Do(TimeProvider time, CancellationToken ct)
    {
        var secrets = new List<string>();
        using var request = new HttpRequestMessage(new HttpMethod(Method), OutsideText.Fill(Url, secrets));
        if (Body is { } body) request.Content = new StringContent(OutsideText.Fill(body, secrets), Encoding.UTF8, "application/json");
        foreach (var (name, value) in Headers)
        {
            var filled = OutsideText.Fill(value, secrets);
            if (request.Headers.TryAddWithoutValidation(name, filled)) continue;
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, filled);
        }
        try
        {
            // No proxy of the system and no redirect: both could lead to a host that nobody allowed.
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout };
            using var answer = await client.SendAsync(request, ct).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            if (Status.Count == 0 ? !answer.IsSuccessStatusCode : !Status.Contains(status))
                throw new FaultException($"{this} answered {status}, not {(Status.Count == 0 ? "2xx" : string.Join(" or ", Status))}: {OutsideText.Said(await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false), secrets)}");
        }
        catch (HttpRequestException e)
        {
            throw new FaultException($"{this}: {OutsideText.Said(e.GetBaseException().Message, secrets)}");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new FaultException($"{this}: no answer within {Plans.Units.ForPeople(Timeout)}");
        }
    }

    /// <summary>As written, secrets unfilled.</summary>
    public override string ToString() => $"{Method} {Url}";

    /// <summary>For a ledger.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OutsideJson.Default.HttpCall);

    /// <summary>From a ledger.</summary>
    public static HttpCall FromJson(string json) => JsonSerializer.Deserialize(json, OutsideJson.Default.HttpCall)!;
}
