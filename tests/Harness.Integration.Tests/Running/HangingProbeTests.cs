using System.Net;
using System.Net.Sockets;
using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>A probe that gets no answer: its own time-out makes it unmet, and the run goes on.</summary>
public sealed class HangingProbeTests
{
    [Fact, Trait("Safety", "case 13")]
    public async Task Probe_HangsInAFault_IsUnmetByItsOwnTimeOutAndTheRunGoesOn()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start(100);
        var hangs = false;
        using var stop = new CancellationTokenSource();
        var serving = Serve(server, () => hangs, stop.Token);
        await using var world = new World(scenario: World.Scenario.Replace("http: /healthz", $"http: \"http://{server.LocalEndpoint}/\"", StringComparison.Ordinal).Replace("duration: 10s", "duration: 12s", StringComparison.Ordinal));
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", TimeSpan.FromSeconds(60));
        hangs = true;
        var code = await program.End(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await serving;

        Assert.True(code is 112 or 114, program.Output);
        Assert.Contains(world.Journal.OfType<ProbeAnswered>(), answer => !answer.Met && answer.Took > TimeSpan.FromSeconds(1.9));
        Assert.InRange(world.Journal.OfType<LoadFrame>().Sum(frame => frame.Counted), 235, 240);
        Assert.Equal(FaultState.Healed, world.Journal.OfType<FaultChanged>().Last().State);
        world.AssertNothingIsLeft();
    }

    private static async Task Serve(TcpListener server, Func<bool> hangs, CancellationToken stop)
    {
        var held = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await server.AcceptTcpClientAsync(stop);
                held.Add(client);
                _ = Task.Run(async () =>
                {
                    var buffer = new byte[4096];
                    while (await client.GetStream().ReadAsync(buffer, stop) > 0 && !hangs()) await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
                }, stop);
            }
        }
        catch (OperationCanceledException)
        {
            held.ForEach(client => client.Dispose());
        }
    }
}
