using System.Text.Json;
using Harness.Benchmarks.Programs;
using Harness.Benchmarks.Truth;

namespace Harness.Benchmarks.Targets;

/// <summary>A truth server as a process of its own, so that neither side's collections or threads delay the other.</summary>
internal sealed class TruthProcess : IAsyncDisposable
{
    private readonly Child child;
    private readonly HttpClient client;

    private TruthProcess(Child child, string url)
    {
        this.child = child;
        Url = url;
        client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    /// <param name="rule">One of <see cref="TruthRules"/>.</param>
    /// <param name="core">Its core, or null for any.</param>
    /// <param name="ct">Ends the wait for it.</param>
    public static async Task<TruthProcess> Start(string rule, int? core, CancellationToken ct)
    {
        var child = Child.Start(new Command("dotnet", typeof(TruthProcess).Assembly.Location, "serve", rule)
        {
            Core = core,
            // The arrival is stamped on the thread that learns of it.
            Environment = new Dictionary<string, string?> { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        });
        try
        {
            return new TruthProcess(child, await child.FirstLine(ct));
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>The program of that process: serves until its standard input ends, which it does when whoever started it is gone.</summary>
    public static async Task<int> Serve(string rule, CancellationToken ct)
    {
        await using var server = new TruthServer(TruthRules.Named(rule));
        Console.WriteLine(server.Url);
        // What was never called is compiled when it is: the first requests, and the first that are held, would be late.
        await Console.In.ReadToEndAsync(ct).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return 0;
    }

    /// <summary>What it really did.</summary>
    public async Task<TruthFigures> Figures(CancellationToken ct) => JsonSerializer.Deserialize(await client.GetStringAsync("/truth", ct), TruthJson.Default.TruthFigures)!;

    /// <summary>Forgets what it did. Before that it is asked a few hundred times, so that all that it runs is compiled.</summary>
    public async Task Begin(CancellationToken ct)
    {
        for (var i = 0; i < WarmUp; i++) (await client.GetAsync("/", ct)).Dispose();
        (await client.PostAsync("/reset", null, ct)).Dispose();
    }

    private const int WarmUp = 200;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await child.DisposeAsync();
    }
}
