using System.Net;
using System.Net.Sockets;
using Harness.Faults;
using Harness.Faults.AtStart;

namespace Harness.Integration.Tests.Faults;

/// <summary>DNS taken from one program: its questions go to a nameserver of the test, then to nobody, then to the test's again.</summary>
public sealed class DnsFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static IAtStart AtStart => (IAtStart)Bench.Kind("dns");

    /// <summary>A nameserver that knows one answer: 127.0.0.1 (RFC 1035).</summary>
    private static async Task Answer(UdpClient server)
    {
        while (true)
        {
            var question = await server.ReceiveAsync(TestContext.Current.CancellationToken);
            var bytes = question.Buffer;
            var end = 12;
            while (bytes[end] != 0) end += bytes[end] + 1;
            end += 5;
            var isA = bytes[end - 3] == 1;
            byte[] answer = [.. bytes[..2], 0x81, 0x80, 0, 1, 0, isA ? (byte)1 : (byte)0, 0, 0, 0, 0, .. bytes[12..end], .. isA ? (byte[])[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1] : []];
            await server.SendAsync(answer, question.RemoteEndPoint, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Dns_OfAStartedProgram_GoesLiveAndComesBack_AndTheMachinesStays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a nameserver's port 53 needs root");
        using var server = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.77"), 53));
        _ = Answer(server);
        await using var bench = new Bench();
        var machine = File.ReadAllText("/etc/resolv.conf");
        // One process that asks again and again: what it remembers of its nameservers is what is tested.
        File.WriteAllText(Path.Combine(bench.Folder, "ask.py"), """
            import socket, time
            while True:
                try: print('found', socket.gethostbyname('shop.example.test'), flush=True)
                except OSError as e: print('nothing', flush=True)
                time.sleep(0.1)
            """);
        var program = await bench.Started("asker", "exec python3 ask.py", (launch, target) =>
        {
            var ready = AtStart.Ready(launch, target, bench.Folder);
            File.WriteAllText(Path.Combine(Starts.Folder(bench.Folder, "dns", "asker"), "resolv.conf"), "nameserver 127.0.0.77\noptions timeout:1 attempts:1\n");
            return ready;
        });
        Task Says(string word) => Poll.UntilAsync($"the last line is '{word}'", Patience, () => bench.Log("asker").TrimEnd().Split('\n')[^1].StartsWith(word, StringComparison.Ordinal));
        await Says("found 127.0.0.1");

        var undo = await bench.Inject(new DnsAction("asker", Pick.All));
        await Says("nothing");
        Assert.Equal(machine, File.ReadAllText("/etc/resolv.conf"));
        Assert.Equal("asker has its nameservers back", (await Bench.HealElsewhere(undo)).Note);
        await Says("found");

        Assert.True(program.IsAlive);
        Assert.Equal("nameserver 127.0.0.77\noptions timeout:1 attempts:1\n", File.ReadAllText($"/proc/{program.Id}/root/etc/resolv.conf"));
        await bench.Inject(new KillAction("asker", Pick.All, "KILL", null, ByOthers: false));
        Assert.False(program.IsAlive);
    }
}
