using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class JournalTests
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, JournalReader.FileName);

    private static RunStarted Start => new()
    {
        Run = "r",
        Scenario = "s",
        Seed = 1,
        WithFaults = true,
        Command = "c",
        Files = [new("scenario", "s.yaml", "name: s")],
        Environment = new("1", "2", "3", "4", 5, 6, "7"),
    };

    private static Entry[] Some =>
    [
        Start,
        new LoadStarted { At = TimeSpan.FromSeconds(-10), Wall = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
        new StepFrame { Second = 3, Load = "default", Step = "pay", Stage = "1", Faults = ["a", "b"], Steps = 2, Outcomes = new Dictionary<string, int> { ["2xx"] = 2 }, ResponseTime = [100, 1, 2000, 1], Checks = new Dictionary<string, int[]> { ["status: 200"] = [1, 1] } },
        new LoadFrame { Second = 3, Load = "default", At = TimeSpan.FromTicks(40_000_123), Planned = 2.5, Started = 2 },
        new SecondClosed { Second = 3, At = TimeSpan.FromTicks(40_000_123), Cpu = 0.25, GcPause = TimeSpan.FromMilliseconds(1.5) },
        new TargetFrame { Target = "shop", Instance = "shop-1", Second = 3, Cpu = 0.73, CpuLimit = 1, MemoryBytes = 1 << 30, DiskReadBytes = 0, State = TargetState.Paused },
        new SignalsLost("processes", "gone") { At = TimeSpan.FromSeconds(4) },
        new LoadFinished("default") { At = TimeSpan.FromSeconds(4) },
        new FaultChanged { Fault = "a", State = FaultState.Healed, Verified = true, Share = new(10, 3), Note = "gone" },
        new RunEnded("pass", 0, ["good"]),
    ];

    private void Write(params IReadOnlyList<Entry> entries)
    {
        using var journal = new JournalWriter(path, SecretMask.None);
        foreach (var entry in entries) journal.Write(entry);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        Write(Some);

        Assert.Equivalent(Some, JournalReader.Read(path).ToArray(), strict: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Read_TornLastLine_IsLeftOut(int cut)
    {
        Write(Some);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^(cut + 1)]);

        Assert.Equal(Some.Length - 1, JournalReader.Read(path).Count());
    }

    [Fact]
    public void Read_BrokenLineInTheMiddle_NamesIt()
    {
        Write(Some);
        var lines = File.ReadAllLines(path);
        lines[2] = lines[2][..20];
        File.WriteAllLines(path, lines);

        Assert.Contains(":3:", Assert.Throws<JournalException>(() => JournalReader.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NewerFormat_SaysSo()
    {
        Write(Start with { Format = 99 });

        Assert.Contains("format 99", Assert.Throws<JournalException>(() => JournalReader.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n")]
    [InlineData("{\"entry\":\"load-ended\"}\n")]
    public void Read_NotAJournal_SaysSo(string text)
    {
        File.WriteAllText(path, text);

        Assert.StartsWith(path, Assert.Throws<JournalException>(() => JournalReader.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SecretEchoedByATarget_IsMaskedForFileAndConsumers()
    {
        var seen = new List<Entry>();
        using (var journal = new JournalWriter(path, new SecretMask(["hunter2-secret"]), [new Collector(seen)]))
        {
            journal.Write(Start);
            journal.Write(new StepFrame { Second = 0, Load = "default", Step = "s", Stage = "1", Errors = new Dictionary<string, int> { ["bad token hunter2-secret"] = 3 } });
            journal.Write(new RunStopping(StopCause.Unhealthy, "shop wrote: hunter2-secret"));
        }

        Assert.DoesNotContain("hunter2", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(3, ((StepFrame)seen[1]).Errors["bad token ***"]);
    }

    private sealed class Collector(List<Entry> seen) : IJournalConsumer
    {
        public void Consume(Entry entry) => seen.Add(entry);
    }
}
