using System.Runtime.InteropServices;
using Harness.Protocols.Loops;

namespace Harness.Integration.Tests.Protocols;

/// <summary>The structs that go to Linux, against C's: sys/epoll.h packs epoll_event on x86 and nowhere else.</summary>
public sealed unsafe class EpollLayoutTests
{
    [Fact]
    public void EventSize_IsThatOfC()
    {
        var expected = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 or Architecture.X86 => 12, _ => 16 };
        Assert.Equal(expected, Epoll.EventSize);
    }

    [Fact]
    public void Timespec_IsTwoLongs()
    {
        Assert.Equal(16, sizeof(Epoll.Timespec));
        Assert.Equal((0, 8), ((int)Marshal.OffsetOf<Epoll.Timespec>(nameof(Epoll.Timespec.Seconds)), (int)Marshal.OffsetOf<Epoll.Timespec>(nameof(Epoll.Timespec.Nanoseconds))));
    }

    /// <summary>Several events in one wait: their distance and their data are right, or the second would be read as something else.</summary>
    [Fact]
    public void Wait_SeveralEvents_EachHasItsOwnData()
    {
        var epoll = Epoll.Open();
        int[] files = [.. Enumerable.Range(0, 5).Select(_ => Epoll.OpenEvent())];
        var events = stackalloc byte[16 * files.Length];
        try
        {
            ulong[] data = [.. files.Select(file => 0xFEDC_BA98_0000_0000 | (uint)file)];
            for (var i = 0; i < files.Length; i++)
            {
                Assert.True(Epoll.Watch(epoll, files[i], Epoll.In, data[i]));
                Epoll.Signal(files[i]);
            }
            var count = Epoll.Wait(epoll, events, files.Length, 1_000_000_000);
            var seen = new List<ulong>();
            for (var i = 0; i < count; i++)
            {
                var (what, which) = Epoll.Event(events, i);
                Assert.Equal(Epoll.In, what);
                seen.Add(which);
            }
            Assert.Equal(data.Order(), seen.Order());
        }
        finally
        {
            foreach (var file in files) Epoll.Close(file);
            Epoll.Close(epoll);
        }
    }
}
