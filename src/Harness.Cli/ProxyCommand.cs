using System.CommandLine;
using System.Net;
using Harness.Checks;
using Harness.Proxy;
using Harness.Proxy.Api;

namespace Harness.Cli;

/// <summary><c>harness proxy</c>: proxies for anybody who speaks Toxiproxy's HTTP API, until a signal.</summary>
internal static class ProxyCommand
{
    private const string Variable = "HARNESS_PROXY_TOKEN";

    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "Where the API listens: an IP address or localhost. Others than this machine's own need a token.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Its port; 0 takes a free one, which is printed.", DefaultValueFactory = _ => 8474 };
        var config = new Option<string?>("--config") { Description = "A JSON file with the proxies there are from the start: an array as /populate takes it." };
        var seed = new Option<int?>("--seed") { Description = "The seed of every draw; by default a new one, which is printed." };
        var metrics = new Option<bool>("--proxy-metrics") { Description = "Answer at /metrics, in Prometheus' format." };
        var token = new Option<string?>("--token") { Description = $"What every request must carry as 'Authorization: Bearer …'. By default that of the environment variable {Variable}, or none." };
        var command = new Command("proxy", "Serve proxies with faults by Toxiproxy's HTTP API, until Ctrl-C.") { host, port, config, seed, metrics, token };
        command.SetAction(async (result, ct) =>
        {
            if (Address(result.GetValue(host)!, result.GetValue(port), out var problem) is not { } address)
                return Wrong(problem);
            var options = new ApiOptions { Listen = address, Token = result.GetValue(token) ?? Environment.GetEnvironmentVariable(Variable), HasMetrics = result.GetValue(metrics) };
            return options.Problem is { } refused
                ? Wrong($"{refused} (--token, {Variable}, --host)")
                : await Serve(options, result.GetValue(config), result.GetValue(seed) ?? (int)(TimeProvider.System.GetTimestamp() % 100_000_000), ct);
        });
        return command;
    }

    private static async Task<int> Serve(ApiOptions options, string? config, int seed, CancellationToken ct)
    {
        DedicatedProcess.Prepare();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var signals = new Signals(stopped.Cancel);
        await using var proxies = new ProxySet(TimeProvider.System, seed);
        try
        {
            if (config is not null && await ProxyFile.LoadAsync(config, proxies, stopped.Token) is { } problem)
                return Wrong(problem);
            await using var server = await ApiServer.StartAsync(proxies, options, TimeProvider.System, stopped.Token);
            Console.WriteLine($"listening on {server.Address.GetLeftPart(UriPartial.Authority)}, seed {seed}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong(e.Message);
        }
    }

    private static IPEndPoint? Address(string host, int port, out string problem)
    {
        problem = "";
        if (port is < 0 or > IPEndPoint.MaxPort)
            problem = $"--port is {port}; it must be from 0 to {IPEndPoint.MaxPort}";
        else if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(IPAddress.Loopback, port);
        else if (IPAddress.TryParse(host, out var address))
            return new IPEndPoint(address, port);
        else
            problem = $"--host is '{host}'; it must be an IP address or localhost, such as 127.0.0.1, or 0.0.0.0 for all";
        return null;
    }

    private static int Wrong(string problem)
    {
        Console.Error.WriteLine($"{Ink.Bad("problem")}  {problem}");
        return (int)ExitCode.InvalidPlan;
    }
}
