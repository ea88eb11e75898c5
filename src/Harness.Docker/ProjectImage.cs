using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Docker.DotNet.Models;
using Harness.Faults;

namespace Harness.Docker;

/// <summary>
/// An image of a .NET project without a registry: the project is published with its runtime, the few libraries of the system that it loads are laid
/// beside it, and the whole is imported as one layer. It is kept under a tag that names its content, so it is made again only where something changed.
/// </summary>
/// <param name="engine">Takes the image.</param>
internal sealed class ProjectImage(Engine engine)
{
    /// <summary>Read and run by all.</summary>
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The folder of the program inside.</summary>
    private const string App = "app";

    /// <summary>The tag of a project's image; made where the engine does not have it.</summary>
    /// <exception cref="FaultException">It cannot be published here, or not on this system.</exception>
    public async Task<string> Of(string project, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux()) throw new FaultException($"an image of {project} can be made on Linux only; elsewhere build one (dotnet publish -t:PublishContainer) and name it as \"image\"");
        var folder = Directory.CreateTempSubdirectory("harness-image-").FullName;
        try
        {
            var runtime = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
            await ProjectBuild.Dotnet(["publish", project, "-c", "Release", "-r", runtime, "--self-contained", "--nologo", "-v", "q", "-p:InvariantGlobalization=true", "-p:PublishSingleFile=false", "-o", folder], project, ct).ConfigureAwait(false);
            var program = Directory.GetFiles(folder, "*.runtimeconfig.json").Select(file => file[..^".runtimeconfig.json".Length]).FirstOrDefault(File.Exists)
                ?? throw new FaultException($"{project} publishes no program");
            var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (Inside: $"{App}/{Path.GetRelativePath(folder, file)}", File: file))
                .Concat((await Libraries(folder, program, ct).ConfigureAwait(false)).Select(file => (Inside: file.TrimStart('/'), File: file))).ToList();
            var name = Path.GetFileName(program).ToLowerInvariant();
            var tag = $"harness/{name}:{await Digest(files, ct).ConfigureAwait(false)}";
            if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(tag, token), ct).ConfigureAwait(false) is null)
                await Import(files, tag, $"/{App}/{Path.GetFileName(program)}", ct).ConfigureAwait(false);
            return tag;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The libraries of the system that the program and what lies beside it load, by <c>ldd</c>; those of the publish itself excepted.</summary>
    private static async Task<IReadOnlyList<string>> Libraries(string folder, string program, CancellationToken ct)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var binaries = Directory.GetFiles(folder, "*.so").Append(program);
        using var ldd = Process.Start(new ProcessStartInfo("ldd", binaries) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = ldd.StandardError.ReadToEndAsync(ct);
        while (await ldd.StandardOutput.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
        {
            // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)", or the loader's "/lib64/ld-linux-x86-64.so.2 (0x…)"
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var path = words is [_, "=>", var library, ..] ? library : words is [var loader, ['(', ..]] ? loader : null;
            if (path is ['/', ..] && !path.StartsWith(folder, StringComparison.Ordinal) && File.Exists(path)) found.Add(path);
        }
        await errors.ConfigureAwait(false);
        await ldd.WaitForExitAsync(ct).ConfigureAwait(false);
        return [.. found];
    }

    private static async Task<string> Digest(IReadOnlyList<(string Inside, string File)> files, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (inside, file) in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(inside));
            hash.AppendData(await File.ReadAllBytesAsync(file, ct).ConfigureAwait(false));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private async Task Import(IReadOnlyList<(string Inside, string File)> files, string tag, string program, CancellationToken ct)
    {
        var archive = Path.GetTempFileName();
        try
        {
            await using (var writer = new TarWriter(File.Create(archive), TarEntryFormat.Pax))
            {
                // Programs expect a place for temporary files, writable for all.
                foreach (var folder in (string[])["tmp", "data"])
                    await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b001_111_111_111 }, ct).ConfigureAwait(false);
                foreach (var (inside, file) in files)
                {
                    await using var stream = File.OpenRead(new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file);
                    await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, inside) { DataStream = stream, Mode = Executable }, ct).ConfigureAwait(false);
                }
            }
            var parts = tag.Split(':');
            string[] changes = [$"ENTRYPOINT [\"{program}\"]", "WORKDIR /data", $"LABEL {Labels.Image}={parts[0]}", "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"];
            await engine.Ask(async (docker, token) =>
            {
                await using var content = File.OpenRead(archive);
                await docker.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-", Repo = parts[0], Tag = parts[1], Changes = [.. changes] }, content, null, new Progress<JSONMessage>(), token).ConfigureAwait(false);
            }, ct).ConfigureAwait(false);
            if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(tag, token), ct).ConfigureAwait(false) is null)
                throw new FaultException(string.Create(CultureInfo.InvariantCulture, $"the engine did not take the image {tag} ({new FileInfo(archive).Length} bytes)"));
        }
        finally
        {
            File.Delete(archive);
        }
    }
}
