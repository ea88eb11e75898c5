using Harness.Cli;
using Harness.Faults;
using Harness.Faults.Outside;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Tests.Faults;

/// <summary>Whether a fault that somebody else undid is seen to be gone, for kinds that need nothing but files and programs.</summary>
public sealed class IsThereTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<bool> IsThere(Undo undo)
    {
        await using var set = new ProxySet(TimeProvider.System, 1);
        return await KnownKinds.All.Faults.Single(kind => kind.Kind == undo.Kind).IsThere(undo, new Ground(new EmbeddedProxies(set), [], new Settings { Root = "/" }, 1, TimeProvider.System), Token);
    }

    private static string Line(params string[] words) => new CommandLine(words, Path.GetTempPath(), TimeSpan.FromSeconds(30), [0]).ToJson();

    [Fact]
    public async Task Command_WhoseVerifyGoesWell_IsGone()
    {
        var undo = new Undo("f", "command", new Dictionary<string, string> { ["heal"] = Line("dotnet", "--version") }, "");

        Assert.True(await IsThere(undo));
        Assert.True(await IsThere(undo with { Arguments = new Dictionary<string, string>(undo.Arguments) { ["verify"] = Line("dotnet", "no-such-command") } }));
        Assert.False(await IsThere(undo with { Arguments = new Dictionary<string, string>(undo.Arguments) { ["verify"] = Line("dotnet", "--version") } }));
    }

    [Theory]
    [InlineData("clock")]
    [InlineData("dns")]
    public async Task SwappedFile_ThatSaysWhatItSaidBefore_IsGone(string kind)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("harness-swapped-").FullName, "file");
        var undo = new Undo("f", kind, new Dictionary<string, string>(), "") { Victims = [new Victim("process", "a", "1") { Before = new Dictionary<string, string> { ["file"] = file, ["content"] = "before" } }] };
        Assert.False(await IsThere(undo));

        File.WriteAllText(file, "changed");
        Assert.True(await IsThere(undo));
        File.WriteAllText(file, "before");

        Assert.False(await IsThere(undo));
    }
}
