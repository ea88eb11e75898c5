using Harness.Protocols.Loops;

namespace Harness.Tests.Protocols.Loops;

/// <summary>A loop that dies: whoever asked hears what ended it, and what it waited with is not touched any more.</summary>
public sealed class EventLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A loop without wires whose wait throws when it is told to.</summary>
    private sealed class BrittleLoop() : EventLoop(TimeProvider.System, "brittle")
    {
        private readonly SemaphoreSlim woken = new(0);
        private volatile bool breaks;

        public bool IsClosed { get; private set; }

        public int WokenWhenClosed { get; private set; }

        public void Break()
        {
            breaks = true;
            woken.Release();
        }

        public override Wire Open(IWireUser user, WireOptions options) => throw new NotSupportedException("it has no wires");

        protected override void WaitForIO(long until)
        {
            if (until > GetTimestamp()) woken.Wait(Patience);
            if (breaks) throw new IOException("the wait broke");
            Woke = GetTimestamp();
        }

        protected override void Wake()
        {
            if (IsClosed) WokenWhenClosed++;
            else woken.Release();
        }

        protected override void Close()
        {
            IsClosed = true;
            woken.Dispose();
        }
    }

    private static async Task<string> Message(Task task) => (await Assert.ThrowsAnyAsync<Exception>(() => task.WaitAsync(Patience))).Message;

    [Fact]
    public async Task Ask_QuestionThrows_IsTheAnswerAndTheLoopGoesOn()
    {
        using var loop = new BrittleLoop();
        loop.Start();

        Assert.Equal("no answer", await Message(loop.Ask<int>(() => throw new IOException("no answer"))));
        Assert.Equal(42, await loop.Ask(() => 42).WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Ask_LoopDied_HearsWhatEndedIt()
    {
        using var loop = new BrittleLoop();
        loop.Start();
        var working = loop.Run(() => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        await loop.Ask(() => 0).WaitAsync(Patience, TestContext.Current.CancellationToken);
        loop.Break();

        Assert.Equal("the wait broke", await Message(loop.Failed));
        Assert.Equal("the wait broke", await Message(working));
        Assert.Equal("the wait broke", await Message(loop.Ask(() => 42)));
        Assert.Equal("the wait broke", await Message(loop.Run(() => Task.CompletedTask)));
    }

    [Fact]
    public async Task Ask_BehindWorkThatThrows_HearsOfIt()
    {
        using var loop = new BrittleLoop();
        using var gate = new ManualResetEventSlim();
        loop.Post(_ => gate.Wait(Patience), null);
        loop.Post(_ => throw new InvalidOperationException("a mistake of the harness"), null);
        var asking = loop.Ask(() => 42);
        loop.Start();
        gate.Set();

        Assert.Equal("a mistake of the harness", await Message(asking));
        Assert.Equal("a mistake of the harness", await Message(loop.Failed));
    }

    /// <summary>The number of a closed descriptor may by then be another's: a wake-up would be written to a file or to a connection.</summary>
    [Fact]
    public async Task Post_LoopDiedInItsWaitAndWasClosed_WakesNothing()
    {
        var loop = new BrittleLoop();
        loop.Start();
        loop.Break();
        await Message(loop.Failed);
        loop.Dispose();
        loop.Post(_ => { }, null);
        loop.Post(_ => { }, null);

        Assert.Equal((true, 0), (loop.IsClosed, loop.WokenWhenClosed));
    }
}
