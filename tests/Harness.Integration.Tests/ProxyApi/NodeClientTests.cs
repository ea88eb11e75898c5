using System.Diagnostics;
using Harness.Tests.House;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary>A client that others wrote: Toxiproxy's for Node, of the npm package <c>toxiproxy-node-client</c>.</summary>
public sealed class NodeClientTests : ApiFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task NodeClient_EveryCallItHas_WorksAndFailsAsItExpects()
    {
        var folder = Directory.CreateTempSubdirectory("harness-node-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Harness.Integration.Tests", "ProxyApi", "node-client"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            await Set.RemoveAsync("shop", Token);

            await Run(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock");
            var output = await Run(folder, "node", "every-call.cjs", Address.GetLeftPart(UriPartial.Authority), Upstream);

            Assert.Equal("every call works", output.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }
}
