using System.Text.Json;

namespace Harness.Benchmarks.Truth;

/// <summary>Asks a truth server for what it did, and tells it to begin anew.</summary>
internal sealed class TruthClient(string url) : IDisposable
{
    private const int WarmUp = 200;

    private readonly HttpClient client = new() { BaseAddress = new Uri(url) };

    /// <summary>What it really did.</summary>
    public async Task<TruthFigures> Figures(CancellationToken ct) => JsonSerializer.Deserialize(await client.GetStringAsync("/truth", ct), TruthJson.Default.TruthFigures)!;

    /// <summary>Asks a few hundred times, so that all that the server runs is compiled, and has it forget that.</summary>
    public async Task Begin(CancellationToken ct)
    {
        for (var i = 0; i < WarmUp; i++) (await client.GetAsync("/", ct)).Dispose();
        (await client.PostAsync("/reset", null, ct)).Dispose();
    }

    public void Dispose() => client.Dispose();
}
