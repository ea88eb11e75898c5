using System.Diagnostics;
using System.Text;
using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>A run on a real terminal: <c>script</c> (util-linux) gives it one, and types the keys.</summary>
public sealed class TerminalTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Run_OnATerminal_ShowsTheViewAndObeysItsKeys()
    {
        await using var world = new World(scenario: World.Scenario.Replace("duration: 10s", "duration: 40s", StringComparison.Ordinal).Replace("for: 3s, latency", "for: 25s, during: tolerated, latency", StringComparison.Ordinal));
        var start = new ProcessStartInfo("script", ["-qefc", $"stty cols 100 rows 30; dotnet {HarnessProgram.Assembly} run small.yaml", "/dev/null"])
        {
            WorkingDirectory = world.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        (start.Environment["XDG_STATE_HOME"], start.Environment["TERM"]) = (world.State, "xterm-256color");
        using var terminal = Process.Start(start)!;
        var screen = new StringBuilder();
        var reading = Read(terminal.StandardOutput, screen);
        string Text() { lock (screen) return screen.ToString(); }

        try
        {
            await Poll.UntilAsync("the fault is shown as active", TimeSpan.FromSeconds(60), () => Text().Contains("A slow active, 0:", StringComparison.Ordinal));
            await terminal.StandardInput.WriteAsync('f');
            await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            await Poll.UntilAsync("the fault is healed", TimeSpan.FromSeconds(20), () => Text().Contains("A slow healed, verified", StringComparison.Ordinal));
            await terminal.StandardInput.WriteAsync('q');
            await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            await terminal.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await reading;
        }
        finally
        {
            output.WriteLine(Text());
            if (!terminal.HasExited) terminal.Kill(entireProcessTree: true);
        }

        Assert.Equal(105, terminal.ExitCode);
        Assert.Contains("\u001b[0J", Text(), StringComparison.Ordinal);
        Assert.Contains("steady    ", Text(), StringComparison.Ordinal);
        Assert.EndsWith("verdict=invalid exit=105", Text().TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("\u001b[?25h", Text(), StringComparison.Ordinal); // the cursor is given back
        Assert.Equal("the key f", Assert.Single(world.Journal.OfType<FaultsStopped>()).By);
        Assert.Equal("by the key q.", Assert.Single(world.Journal.OfType<RunStopping>()).Message);
        Assert.True(Assert.Single(world.Journal.OfType<FaultChanged>(), change => change.State == FaultState.Healed).At < TimeSpan.FromSeconds(15));
        world.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Run_Quiet_PrintsTheVerdictOnly()
    {
        await using var world = new World(scenario: World.Scenario.Replace("duration: 10s", "duration: 4s", StringComparison.Ordinal).Split("faults:")[0]);
        var summary = Path.Combine(world.Folder, "job.md");
        await using var program = HarnessProgram.Start(world.Folder, world.State, ["run", "small.yaml", "--quiet", "--no-color", "--set", "thresholds={ response_time: p(95)<2s }"], new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = summary });
        Assert.Equal(0, await program.End(TimeSpan.FromSeconds(60)));

        Assert.StartsWith("PASS", program.Output.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", program.Output, StringComparison.Ordinal);
        Assert.StartsWith("## ✅ Pass: small", await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task Read(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            lock (to) to.Append(buffer, 0, read);
        }
    }
}
