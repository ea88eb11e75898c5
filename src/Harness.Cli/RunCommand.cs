using System.CommandLine;
using Harness.Checks;
using Harness.Cli.Live;
using Harness.Docker;
using Harness.Faults;
using Harness.Journal;
using Harness.Plans;
using Harness.Running;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness run scenario.yaml</c>: the main job, end to end.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var plans = new Plans();
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the timeline of load and faults, with exact targets and undos; do nothing." };
        var noFaults = new Option<bool>("--no-faults") { Description = "Rehearse: send the load, inject nothing." };
        var allowFaults = new Option<bool>("--allow-faults") { Description = "Faults may hit what the run does not start itself: the third key, beside harness.json and the opt-in." };
        var seed = new Option<int?>("--seed") { Description = "The seed of every draw; by default a new one, which the report names." };
        var quiet = new Option<bool>("--quiet") { Description = "Print the verdict and its reasons only." };
        var noColor = new Option<bool>("--no-color") { Description = "No colour, as with the environment variable NO_COLOR." };
        var command = plans.On(new Command("run", "Run a scenario: load, faults, verdict, report.") { dryRun, noFaults, allowFaults, seed, quiet, noColor });
        command.SetAction(async (result, ct) =>
        {
            if (result.GetValue(noColor)) Ink.On = false;
            if (plans.Read(result, out var code) is not { } plan) return (int)code;
            var withFaults = !result.GetValue(noFaults);
            if (result.GetValue(dryRun))
            {
                Timeline.Write(plan, withFaults, withFaults ? await Rehearsal.Of(plan, KnownKinds.All, result.GetValue(seed), ct) : [], Console.Out);
                return 0;
            }
            return (int)await Run(plan, Repeat(plans.Path(result), plans.Set(result)), withFaults, result.GetValue(seed) ?? (int)(TimeProvider.System.GetTimestamp() % 100_000_000), result.GetValue(quiet), result.GetValue(allowFaults));
        });
        return command;
    }

    /// <summary>The command that repeats a run, without its seed.</summary>
    internal static string Repeat(string path, IEnumerable<string> set) => $"harness run {Shell.Quote(path)}{string.Concat(set.Select(text => $" --set {Shell.Quote(text)}"))}";

    /// <summary>A live view where there is a terminal, plain lines where there is none, neither where quiet is asked for.</summary>
    private static async Task<RunResult> Watch(Plan plan, RunOptions options, RunControl control, bool isQuiet)
    {
        if (isQuiet) return await Running.Run.Execute(plan, options, control);
        if (!LiveScreen.IsPossible(AnsiConsole.Console)) return await Running.Run.Execute(plan, options, control, _ => new ProgressLog(plan, Console.Out));
        using var screen = new LiveScreen(AnsiConsole.Console, control, TimeProvider.System);
        return await Running.Run.Execute(plan, options, control, _ => new ProgressLog(plan, screen.Events, every: 0), fold => screen.Start(new LiveFold(fold)));
    }

    private static async Task<ExitCode> Run(Plan plan, string command, bool withFaults, int seed, bool isQuiet, bool allowFaults)
    {
        using var control = new RunControl();
        using var signals = new Signals(() => control.Stop("a signal (Ctrl-C or SIGTERM)"));
        var options = new RunOptions
        {
            Seed = seed,
            WithFaults = withFaults,
            AllowFaults = allowFaults,
            Kinds = KnownKinds.All,
            Signals = [DockerKinds.Signals()],
            Command = $"{command} --seed {seed}{(withFaults ? "" : " --no-faults")}{(allowFaults ? " --allow-faults" : "")}",
            Companion = CompanionCommand.Launch,
            LedgerFolder = Ledger.Folder(Environment.GetEnvironmentVariable),
        };
        RunResult run;
        try
        {
            run = await Watch(plan, options, control, isQuiet);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Ink.Bad("problem")}  the run's folder cannot be written: {e.Message}");
            Summary.LastLine(Outcome.Invalid, ExitCode.InvalidPlan);
            return ExitCode.InvalidPlan;
        }
        var files = ReportFiles.Write(run.Folder, plan.Settings.Reports.Formats, run.Fold, run.Judgement);
        var code = files.Show(run.Judgement.Verdict.ExitCode, Console.Error);
        JobSummary.Append(run.Fold, run.Judgement);
        Summary.Write(run.Fold, run.Judgement, files.First(Path.Combine(run.Folder, JournalReader.FileName)), code, Console.Out);
        return code;
    }
}
