using System.Diagnostics;

namespace Harness.Faults;

/// <summary>Builds .NET projects, each once.</summary>
public sealed class ProjectBuild
{
    private readonly Dictionary<string, string> built = [];

    /// <summary>The program that runs assemblies.</summary>
    public static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Builds a project for release.</summary>
    /// <returns>Its assembly.</returns>
    /// <exception cref="FaultException">It does not build; the message holds the compiler's words.</exception>
    public async Task<string> Build(string project, CancellationToken ct)
    {
        if (built.TryGetValue(project, out var known)) return known;
        var text = await Dotnet(["build", project, "-c", "Release", "--nologo", "-v", "q", "-t:Build", "-getProperty:TargetPath"], project, ct).ConfigureAwait(false);
        return built[project] = text.Trim().Split('\n')[^1].Trim();
    }

    /// <summary>Runs <c>dotnet …</c> to its end; no build server may outlive the run.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="FaultException">It failed; the message holds its words.</exception>
    public static Task<string> Dotnet(IReadOnlyList<string> arguments, string project, CancellationToken ct) => Output([.. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"], project, ct);

    /// <summary>Runs <c>dotnet …</c> as it stands.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="FaultException">It failed; the message holds its words.</exception>
    public static async Task<string> Output(IReadOnlyList<string> arguments, string project, CancellationToken ct)
    {
        var start = new ProcessStartInfo(DotnetHost, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new FaultException("dotnet was not started");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            var text = await output.ConfigureAwait(false);
            if (process.ExitCode != 0) throw new FaultException($"{project} does not build: {text.Trim()} {(await errors.ConfigureAwait(false)).Trim()}");
            return text;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
