using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>A set with one proxy on a free port; a test fails, rather than hangs, after <see cref="Token"/>'s 20 s.</summary>
public abstract class ProxyFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    protected ProxyFixture() => deadline.CancelAfter(TimeSpan.FromSeconds(20));

    protected CancellationToken Token => deadline.Token;

    protected ProxySet Set { get; } = new(TimeProvider.System, seed: 42);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Set.DisposeAsync();
        deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a fixture that builds on this one has besides.</summary>
    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    protected Task<Harness.Proxy.Proxy> AddAsync(string upstream, string name = "shop") =>
        Set.AddAsync(new() { Name = name, Listen = "127.0.0.1:0", Upstream = upstream }, Token);

    protected static async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        while (!condition())
            await Task.Delay(5, ct);
    }

    protected static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
