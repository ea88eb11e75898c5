using Harness.Benchmarks.Programs;
using Harness.Benchmarks.Truth;

namespace Harness.Benchmarks.Targets;

/// <summary>A truth server as a process of its own, so that neither side's collections or threads delay the other.</summary>
internal sealed class TruthProcess : IAsyncDisposable
{
    private readonly Child child;

    private TruthProcess(Child child, string url) => (this.child, Url, Client) = (child, url, new TruthClient(url));

    public string Url { get; }

    public TruthClient Client { get; }

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

    /// <summary>The program of that process: serves until it is told to end, or its standard input ends because whoever started it is gone.</summary>
    public static async Task<int> Serve(string rule, CancellationToken ct)
    {
        await using var server = new TruthServer(TruthRules.Named(rule));
        Console.WriteLine(server.Url);
        var parent = Task.Run(() => Console.In.ReadToEnd(), CancellationToken.None);
        await Task.WhenAny(parent, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await child.DisposeAsync();
    }
}
