using System.Diagnostics;
using Harness.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Packaging;

/// <summary>The two ways to have the harness without its source, each in an empty folder against a program that runs already: a first scenario, its report, its companion.</summary>
public sealed class PackageTests : IAsyncLifetime
{
    private static readonly string[] NoServers = ["-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "q", "--nologo"];

    private readonly string folder = Directory.CreateTempSubdirectory("harness-package-").FullName;
    private readonly WebApplication server;

    public PackageTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapGet("/", () => Results.Text("hello"));
    }

    public async ValueTask InitializeAsync() => await server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Tool_InstalledFromItsPackage_RunsAFirstScenario()
    {
        var packages = Path.Combine(folder, "packages");
        Assert.Equal("", await Run(Repository.Root, "dotnet", ["pack", "src/Harness.Cli", "-c", "Release", "-o", packages, .. NoServers]));
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"<configuration><packageSources><clear /><add key=\"here\" value=\"{packages}\" /></packageSources></configuration>", TestContext.Current.CancellationToken);
        await Run(folder, "dotnet", ["tool", "install", "Harness.Tool", "--tool-path", "tool", "--configfile", "nuget.config"]);

        await FirstScenario(Path.Combine(folder, "tool", "harness"));
    }

    [Fact]
    public async Task SingleFile_PublishedByOneCommand_RunsAFirstScenario()
    {
        var output = Path.Combine(folder, "single");
        await Run(Repository.Root, "dotnet", ["publish", "src/Harness.Cli", "-p:PublishProfile=single-file", "-o", output, .. NoServers]);
        Assert.Equal(OperatingSystem.IsWindows() ? "harness.exe" : "harness", Path.GetFileName(Assert.Single(Directory.GetFiles(output))));

        await FirstScenario(Path.Combine(output, "harness"));
    }

    private async Task FirstScenario(string harness)
    {
        Assert.StartsWith("0.1.0", await Run(folder, harness, ["--version"]), StringComparison.Ordinal);
        Assert.Contains("next   harness run scenarios/first.yaml", await Run(folder, harness, ["init", server.Urls.First()]), StringComparison.Ordinal);
        var output = await Run(folder, harness, ["run", "scenarios/first.yaml", "--set", "load.stages[0].duration=2s", "--set", "load.stages[1].duration=2s", "--set", "reports.formats=[html, png]"]);
        Assert.EndsWith("verdict=pass exit=0", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "reports"), "report.html", SearchOption.AllDirectories));
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "reports"), "timeline.png", SearchOption.AllDirectories));
        Assert.Contains("\"title\": \"A line of journal.ndjson\"", await Run(folder, harness, ["schema", "journal"]), StringComparison.Ordinal);
    }

    /// <summary>Runs a program that must end with 0, and gives what it wrote.</summary>
    private async Task<string> Run(string where, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = where, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_STATE_HOME"] = Path.Combine(folder, "state");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
        return await output;
    }
}
