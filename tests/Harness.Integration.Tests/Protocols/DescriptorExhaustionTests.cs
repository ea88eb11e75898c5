using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Harness.Plans;
using Harness.Protocols;
using Harness.Protocols.Loops;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>
/// A load that may open no more files: what finds none is told so at once, as the generator's own, and all goes on when some are free again. The limit is the
/// harness's own, a little below the system's: a process that reaches that one may not live long.
/// </summary>
public sealed class DescriptorExhaustionTests : IDisposable
{
    private const int Room = 20, Requests = 200;
    private readonly int before = Descriptors.Limit;

    public void Dispose() => Descriptors.Limit = before;

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_NoDescriptorIsFree_IsTheGeneratorsAndGoesOnLater(TransportKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are read as on Linux");
        await using var good = RawServer.Answering(RawServer.Ok);
        // The system connects for it; nothing is accepted, which would take descriptors of this process too.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(1024);
        using var sender = new Sender(kind);
        Assert.Equal("200 ok", Text(await sender.Get(good.Url)));

        Descriptors.Limit = Directory.EnumerateFileSystemEntries("/proc/self/fd").Max(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture)) + 1 + Room;
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => sender.Get($"http://{silent.LocalEndPoint}/", TimeSpan.FromSeconds(1))));
        var took = watch.Elapsed;
        Descriptors.Limit = before;

        var refused = answers.Where(answer => answer.Error == TransportError.Generator).ToList();
        Assert.All(answers, answer => Assert.True(answer.Error is TransportError.Generator or TransportError.Timeout, $"{answer.Error}: {answer.ErrorMessage}"));
        Assert.InRange(refused.Count, 1, Requests - 1);
        Assert.All(refused, answer => Assert.Contains("no file descriptor is free", answer.ErrorMessage, StringComparison.Ordinal));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.Get(good.Url))), answer => Assert.Equal("200 ok", Text(answer)));
    }
}
