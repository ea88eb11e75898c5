using Harness.Proxy;

namespace Harness.Tests.Proxy;

public sealed class SignalTests
{
    private readonly Signal signal = new();

    [Fact]
    public async Task WaitAsync_AfterSeveralSets_EndsOnce()
    {
        signal.Set();
        signal.Set();

        await signal.WaitAsync();
        var second = signal.WaitAsync();
        Assert.False(second.IsCompleted);
        signal.Set();
        await second;
    }

    [Fact]
    public async Task WaitAsync_BeforeEachOfManySets_EndsEachTime()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var wait = signal.WaitAsync().AsTask();
            Assert.False(wait.IsCompleted);
            signal.Set();
            await wait;
        }
    }
}
