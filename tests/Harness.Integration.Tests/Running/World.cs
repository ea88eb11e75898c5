using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Harness.Faults;
using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>
/// A folder with a small scenario: one program (the sample shop's payments) behind a proxy, a load of 20/s through it for eight seconds, and
/// 100 ms of latency on it from second 3 to second 6.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly List<HarnessProgram> programs = [];

    public World(string? role = "payments", string health = "/healthz", string? scenario = null)
    {
        File.WriteAllText(Path.Combine(Folder, "harness.json"), $$"""
            { "targets": {
                "api":     { "url": "http://127.0.0.1:{{LinkPort}}", "needs": ["program", "link"] },
                "program": { "url": "http://127.0.0.1:{{ProgramPort}}", "health": "{{health}}", "chaos": true,
                             "process": { "command": "dotnet", "args": ["{{Path.Combine(AppContext.BaseDirectory, "SampleShop.dll")}}", "{{role}}"] } } },
              "proxies": { "link": { "listen": "127.0.0.1:{{LinkPort}}", "upstream": "127.0.0.1:{{ProgramPort}}", "chaos": true } } }
            """);
        File.WriteAllText(Path.Combine(Folder, "small.yaml"), scenario ?? Scenario);
    }

    public const string Scenario = """
        load:
          target: api
          executor: ramping-arrival-rate
          startRate: 20/s
          warmup: 1s
          stages: [ { duration: 10s, target: 20/s } ]
          gracefulStop: 2s
        steps:
          - get: /healthz
            name: ask
            headers: { Connection-Note: "a token" }
            check: { status: 200 }
        thresholds:
          "response_time{step:ask,phase:slow}": [ p(50)>=100, p(95)<2s ]
          http_reqs: [ count>190 ]
        hypothesis:
          title: The program answers
          steadyState:
            - { name: healthy, http: /healthz, expect: { status: 200 } }
            - { name: errors, metric: http_req_failed, expect: rate<0.05, window: 2s }
          recoverWithin: 3s
        faults:
          - { name: slow, at: 3s, for: 3s, latency: { target: link, latency: 100ms } }
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("harness-world-").FullName;

    public string State => Path.Combine(Folder, "state");

    public int ProgramPort { get; } = FreePort.Take();

    public int LinkPort { get; } = FreePort.Take();

    public HarnessProgram Start(params string[] arguments)
    {
        var program = HarnessProgram.Start(Folder, State, arguments);
        programs.Add(program);
        return program;
    }

    public Task<(int Code, string Output)> Run(params string[] arguments) => HarnessProgram.Run(Folder, State, arguments);

    /// <summary>The same with an environment, or under another program that is given the command line to run.</summary>
    public Task<(int Code, string Output)> Run(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? under = null) =>
        HarnessProgram.Run(Folder, State, arguments, environment, under);

    /// <summary>The folder of the only run.</summary>
    public string RunFolder => Assert.Single(Directory.GetDirectories(Path.Combine(Folder, "reports")));

    public IReadOnlyList<Entry> Journal => [.. JournalReader.Read(Path.Combine(RunFolder, JournalReader.FileName))];

    public JsonElement Summary => JsonDocument.Parse(File.ReadAllText(Path.Combine(RunFolder, "summary.json"))).RootElement;

    public IReadOnlyList<string> Ledgers => Ledger.All(Path.Combine(State, "harness"));

    /// <summary>The ledger of the run that goes on.</summary>
    public LedgerContent Ledgered => LedgerContent.Read(Assert.Single(Ledgers));

    /// <summary>Nothing of the run is left: no listener, no ledger.</summary>
    public void AssertNothingIsLeft()
    {
        Assert.Empty(Ledgers);
        foreach (var port in (int[])[ProgramPort, LinkPort])
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs) await program.DisposeAsync();
        // Whatever a failed test left is ended by what the harness itself offers for it.
        if (Ledgers.Count > 0) await Run("heal");
        Directory.Delete(Folder, recursive: true);
    }
}
