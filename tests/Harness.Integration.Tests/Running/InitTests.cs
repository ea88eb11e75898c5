using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Running;

/// <summary>The first two commands of a new user, in an empty folder, for a program that runs already.</summary>
public sealed class InitTests
{
    [Fact]
    public async Task Init_ThenRun_PassesAndNothingIsOverwritten()
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.MapGet("/products", () => Results.Text("[]"));
        await server.StartAsync(ct);
        var folder = Directory.CreateTempSubdirectory("harness-init-").FullName;
        try
        {
            var (code, output) = await HarnessProgram.Run(folder, Path.Combine(folder, "state"), ["init", server.Urls.First() + "/products"]);
            Assert.True(code == 0, output);
            (code, output) = await HarnessProgram.Run(folder, Path.Combine(folder, "state"), ["init", server.Urls.First()]);
            Assert.Equal(104, code);
            Assert.Contains("harness.json is there already, and nothing is overwritten", output, StringComparison.Ordinal);

            (code, output) = await HarnessProgram.Run(folder, Path.Combine(folder, "state"), ["run", "scenarios/first.yaml", "--set", "load.stages[0].duration=2s", "--set", "load.stages[1].duration=3s"]);
            Assert.True(code == 0, output);
            Assert.EndsWith("verdict=pass exit=0", output.TrimEnd(), StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(Path.Combine(folder, "reports"), "report.html", SearchOption.AllDirectories));

            (code, output) = await HarnessProgram.Run(folder, Path.Combine(folder, "state"), ["validate", "scenarios/first.yaml", "--explain", "--set", "load.maxVUs=5"]);
            Assert.True(code == 0, output);
            Assert.Matches(@"load\.maxVUs = 5 +--set", output);
            Assert.Matches(@"load\.gracefulStop = 30s +default", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
