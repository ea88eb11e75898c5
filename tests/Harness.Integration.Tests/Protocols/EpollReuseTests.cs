using System.Net;
using System.Net.Sockets;
using Harness.Protocols.Loops;

namespace Harness.Integration.Tests.Protocols;

/// <summary>A wire is closed in the turn in which the system tells of it, and another takes its place and the number of its socket: what is told is not of that one.</summary>
public sealed class EpollReuseTests
{
    private sealed class User(Action? received = null) : IWireUser
    {
        public int Connections { get; private set; }

        public string? Error { get; private set; }

        public void Connected(long connecting, long tlsHandshaking) => Connections++;

        public void Sent()
        {
        }

        public void Received(ReadOnlySpan<byte> bytes) => received?.Invoke();

        public void Failed(string error, string message) => Error = error;
    }

    [Fact]
    public async Task Ready_PlaceAndSocketAreAnothersNow_NobodyHearsOfIt()
    {
        Assert.SkipUnless(EpollLoop.IsSupported, "epoll is Linux's");
        var ct = TestContext.Current.CancellationToken;
        using var silent = new FullListener();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var loop = new EpollLoop(TimeProvider.System, "reuse", TimeSpan.Zero);
        loop.Start();

        var wires = new EpollWire[2];
        var (fillers, next, user) = (new List<int>(), default(EpollWire), new User());
        var (closed, reused) = (-1, -1);
        var users = Enumerable.Range(0, 2).Select(i => new User(() =>
        {
            if (next is not null) return;
            closed = wires[1 - i].Socket;
            // The lowest number that is free is given next: none below the one that becomes free now.
            do fillers.Add(Epoll.OpenEvent());
            while (fillers[^1] < closed);
            wires[1 - i].Dispose();
            next = (EpollWire)loop.Open(user, new WireOptions());
            next.Connect(silent.EndPoint);
            reused = next.Socket;
        })).ToArray();
        await loop.Ask(() =>
        {
            for (var i = 0; i < 2; i++)
            {
                wires[i] = (EpollWire)loop.Open(users[i], new WireOptions());
                wires[i].Connect((IPEndPoint)listener.LocalEndpoint);
            }
            return 0;
        });
        using var one = await listener.AcceptSocketAsync(ct);
        using var other = await listener.AcceptSocketAsync(ct);
        await Poll.UntilAsync("both are connected", TimeSpan.FromSeconds(5), () => users.All(each => each.Connections == 1));

        // Both are told of in one turn: the loop is held while they send.
        await loop.Ask(() =>
        {
            one.Send("x"u8);
            other.Send("x"u8);
            Thread.Sleep(50);
            return 0;
        });
        await loop.Ask(() => 0);
        await loop.Ask(() => 0);

        Assert.NotNull(next);
        Assert.Equal(closed, reused);
        Assert.Equal((0, null), (user.Connections, user.Error));
        foreach (var filler in fillers) Epoll.Close(filler);
    }
}
