using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Harness.Integration.Tests.Proxy;
using Harness.Integration.Tests.Running;
using Harness.Journal;
using Harness.Tests.House;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary><c>harness proxy</c> as people start it: a process, files, signals.</summary>
public sealed partial class ProxyCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("harness-proxy-").FullName;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("TERM"), InlineData("INT")]
    public async Task Proxy_WithEverything_ServesUntilASignalAndEndsWith0(string signal)
    {
        await using var echo = LoopbackServer.Echo();
        var port = FreePort.Take();
        Write("proxies.json", $$"""
            [
              { "name": "db", "listen": "127.0.0.1:{{port}}", "upstream": "{{echo.Address}}", "toxics": [ { "type": "latency", "attributes": { "latency": 60 } } ] }
            ]
            """);
        await using var program = Start(["--config", "proxies.json", "--seed", "7", "--proxy-metrics"], ("HARNESS_PROXY_TOKEN", "secret"));
        var address = await Address(program);
        Assert.Equal($"listening on {address.GetLeftPart(UriPartial.Authority)}, seed 7", program.Output.Trim());

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(address, "/proxies"), Token)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Contains($"\"listen\":\"127.0.0.1:{port}\"", await client.GetStringAsync(new Uri(address, "/proxies"), Token), StringComparison.Ordinal);
        using var connection = await new IPEndPoint(IPAddress.Loopback, port).ConnectAsync(Token);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await connection.AskAsync("hello"u8.ToArray(), Token);
        Assert.True(watch.ElapsedMilliseconds >= 60, $"{watch.Elapsed}");
        Assert.Contains($"toxiproxy_proxy_sent_bytes_total{{direction=\"downstream\",listener=\"127.0.0.1:{port}\",proxy=\"db\",upstream=\"{echo.Address}\"}} 5", await client.GetStringAsync(new Uri(address, "/metrics"), Token), StringComparison.Ordinal);

        program.Signal(signal);

        Assert.Equal(0, await program.End(Patience));
        Assert.Equal(SocketError.Success, await connection.EndAsync(Token));
        Assert.True(FreePort.IsFree(port));
    }

    [Theory]
    [InlineData("[\n  {\"name\": \"a\", \"upstream\": \"127.0.0.1:9\"},\n  {\"name\": \"b\"}\n]", "proxies.json:3: missing required field: upstream at proxy 2")]
    [InlineData("[\n  {\"name\": \"a\",\n   \"upstream\": }\n]", "proxies.json:3: '}' is an invalid start of a value.")]
    [InlineData("{}", "proxies.json:1: it must be an array of proxies, such as [{")]
    [InlineData("", "proxies.json:1: EOF")]
    [InlineData("[\n{\"name\": \"a\", \"upstream\": \"127.0.0.1:9\", \"toxics\": [{\"type\": \"latency\", \"attributes\": {\"latency\": \"1s\"}}]}]", "proxies.json:2: toxics.attributes.latency is \"1s\"; it must be a whole number")]
    [InlineData("[\n\n{\"name\": \"a\", \"upstream\": \"127.0.0.1:9\", \"listen\": \"198.51.100.1:1\"}]", "proxies.json:3: listen tcp 198.51.100.1:1: bind: cannot assign requested address")]
    public async Task Proxy_ConfigIsWrong_SaysWhereAndEndsWith104(string config, string expected)
    {
        Write("proxies.json", config);

        Assert.Contains($"problem  {expected}", await Refused("--config", "proxies.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--host 0.0.0.0", "0.0.0.0 can be reached from other machines, and whoever reaches the API can open and cut connections: set a token, or listen on 127.0.0.1 (--token, HARNESS_PROXY_TOKEN, --host)")]
    [InlineData("--host proxies.test", "--host is 'proxies.test'; it must be an IP address or localhost, such as 127.0.0.1, or 0.0.0.0 for all")]
    [InlineData("--port 70000", "--port is 70000; it must be from 0 to 65535")]
    [InlineData("--config none.json", "none.json")]
    public async Task Proxy_OptionIsWrong_SaysWhatWouldBeRightAndEndsWith104(string options, string expected) =>
        Assert.Contains(expected, await Refused(options.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public async Task Proxy_PortIsTaken_SaysSoAndEndsWith104()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        Assert.Contains("address already in use", await Refused("--port", $"{((IPEndPoint)other.LocalEndpoint).Port}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnIt_InjectsAndHealsThere()
    {
        await using var world = new World();
        await using var program = Start([]);
        var address = await Address(program);
        var settings = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"proxies\"", $"\"toxiproxy\": \"{address.GetLeftPart(UriPartial.Authority)}\", \"proxies\"", StringComparison.Ordinal));

        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code is 0 or 114, output); // a busy machine makes the run itself invalid
        Assert.Equal(FaultState.Healed, world.Journal.OfType<FaultChanged>().Last().State);
        Assert.Equal("{}", await client.GetStringAsync(new Uri(address, "/proxies"), Token));
        world.AssertNothingIsLeft();
    }

    /// <summary>What the README shows under its heading is typed in, on free ports.</summary>
    [Fact]
    public async Task Readme_ItsExample_DoesWhatItSays()
    {
        await using var echo = LoopbackServer.Echo();
        var section = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("\n## Proxies for other tools\n")[1].Split("\n## ")[0]
            .Replace("8474", $"{FreePort.Take()}", StringComparison.Ordinal).Replace("127.0.0.1:6000", $"127.0.0.1:{FreePort.Take()}", StringComparison.Ordinal).Replace("127.0.0.1:5432", echo.Address, StringComparison.Ordinal);
        Write("proxies.json", Block("json").Match(section).Groups[1].Value);
        await using var program = HarnessProgram.Start(folder, folder, HarnessLine().Match(section).Groups[1].Value.Split(' '));
        await Address(program);

        var answers = new List<string>();
        foreach (Match line in CurlLine().Matches(section)) answers.Add(await Shell(line.Value));

        Assert.Equal(3, answers.Count);
        Assert.Contains("\"name\":\"latency_downstream\"", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"ttl\":60000", answers[1], StringComparison.Ordinal);
        Assert.Equal("", answers[2]);
        program.Signal("TERM");
        Assert.Equal(0, await program.End(Patience));
    }

    private static Regex Block(string language) => new($"```{language}\n(.*?)```", RegexOptions.Singleline);

    [GeneratedRegex(@"^\./harness (proxy .*)$", RegexOptions.Multiline)]
    private static partial Regex HarnessLine();

    [GeneratedRegex("^curl .*$", RegexOptions.Multiline)]
    private static partial Regex CurlLine();

    private static async Task<string> Shell(string line)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private HarnessProgram Start(string[] options, params (string Name, string Value)[] environment) =>
        HarnessProgram.Start(folder, folder, ["proxy", "--port", "0", .. options], environment.ToDictionary(one => one.Name, one => one.Value));

    private static async Task<Uri> Address(HarnessProgram program)
    {
        await program.Wrote("listening on ", Patience);
        return new Uri(program.Output.Split("listening on ")[1].Split(',')[0]);
    }

    private async Task<string> Refused(params string[] options)
    {
        var (code, output) = await HarnessProgram.Run(folder, folder, ["proxy", .. options]);
        Assert.True(code == 104, output);
        return output;
    }
}
