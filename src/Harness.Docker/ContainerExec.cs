using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Harness.Faults;

namespace Harness.Docker;

/// <summary>How a command inside a container ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to both its outputs; at most <see cref="ContainerExec.LongestOutput"/> characters of it.</param>
internal sealed record ExecResult(long ExitCode, string Output)
{
    /// <summary>True where the container has no such program: 126 and 127 are the engine's, as a shell's.</summary>
    public bool HasNoProgram => ExitCode is 126 or 127 && Output.Contains("exec failed", StringComparison.Ordinal);

    /// <summary>For the end of a message: what it wrote, in one line.</summary>
    public string Words => Output.Trim() is { Length: > 0 } text ? ": " + text.ReplaceLineEndings(" | ") : "";
}

/// <summary>Commands inside containers.</summary>
/// <param name="driver">Knows the containers.</param>
/// <param name="time">The clock.</param>
internal sealed class ContainerExec(ContainerDriver driver, TimeProvider time)
{
    public const int LongestOutput = 2_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(30), StartPatience = TimeSpan.FromSeconds(5);

    /// <summary>The one for the containers of a ground.</summary>
    public static ContainerExec Of(Ground ground) => new(ContainerDriver.Of(ground), ground.Time);

    /// <summary>Runs a command to its end. It is started once: an engine that goes away meanwhile is asked afterwards how it ended.</summary>
    /// <exception cref="FaultException">The container does not run, or the command did not end in time.</exception>
    public async Task<ExecResult> Run(Victim victim, IReadOnlyList<string> command, TimeSpan patience, CancellationToken ct)
    {
        var id = await Create(victim, command, isAttached: true, ct).ConfigureAwait(false);
        var began = time.GetTimestamp();
        var output = "";
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using var stream = await driver.Engine.Ask((docker, token) => docker.Exec.StartContainerExecAsync(id, new ContainerExecStartParameters(), token), ct).ConfigureAwait(false);
            var (words, errors) = await stream.ReadOutputToEndAsync(either.Token).ConfigureAwait(false);
            output = words + errors;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // The state below says that it still runs.
        }
        catch (Exception e) when (Engine.IsAway(e))
        {
            // The engine went away while it ran; what it wrote is lost, how it ended may not be.
        }
        while (true)
        {
            var state = await driver.Engine.Find((docker, token) => docker.Exec.InspectContainerExecAsync(id, token), ct).ConfigureAwait(false)
                ?? throw new FaultException($"nobody knows how {command[0]} ended in {victim.Name}: the container or its engine restarted meanwhile");
            if (!state.Running && state.ExitCode is { } code) return new ExecResult(code, output.Length > LongestOutput ? output[..LongestOutput] : output);
            // On a busy machine it may not have a number yet, without which nobody can end it.
            if (time.GetElapsedTime(began) > (state.Pid > 0 ? patience : patience + StartPatience)) throw Late(victim, command, patience, state);
            await Task.Delay(Interval, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a command and leaves it to itself; it must have a bound of its own.</summary>
    public async Task Start(Victim victim, IReadOnlyList<string> command, CancellationToken ct)
    {
        // Its outputs are not attached, so it does not notice that this connection ends. (The client cannot read the answer to a detached start.)
        var id = await Create(victim, command, isAttached: false, ct).ConfigureAwait(false);
        using var nothing = await driver.Engine.Ask((docker, token) => docker.Exec.StartContainerExecAsync(id, new ContainerExecStartParameters(), token), ct).ConfigureAwait(false);
    }

    private async Task<string> Create(Victim victim, IReadOnlyList<string> command, bool isAttached, CancellationToken ct)
    {
        try
        {
            var parameters = new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = isAttached, AttachStderr = isAttached };
            return (await driver.Engine.Ask((docker, token) => docker.Exec.CreateContainerExecAsync(victim.Id, parameters, token), ct).ConfigureAwait(false)).ID;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw ContainerDriver.Gone(victim);
        }
    }

    /// <summary>The engine offers no way to end a command; this machine may.</summary>
    private static FaultException Late(Victim victim, IReadOnlyList<string> command, TimeSpan patience, ContainerExecInspectResponse state)
    {
        var process = ContainerProcess.Of(state.Pid, victim.Id);
        process?.Signal("KILL");
        return new(string.Create(CultureInfo.InvariantCulture, $"{command[0]} did not end in {victim.Name} within {patience.TotalSeconds:0.#} s, and {(process is null ? "still runs there: end it by hand" : "was ended")}"));
    }
}
