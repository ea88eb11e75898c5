using System.Formats.Tar;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using Harness.Faults;

namespace Harness.Docker;

/// <summary>
/// Images of .NET projects without a registry: the project is built, the runtime of this machine and the few libraries of the system that they load
/// are laid beside it, and the whole is imported as one layer. It is kept under a tag that names its content, so it is made again only where something
/// changed. There is no shell in it.
/// </summary>
/// <param name="root">The folder that projects count from.</param>
internal sealed class ProjectImage(string root)
{
    /// <summary>Read and run by all.</summary>
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Written by all, each its own.</summary>
    private const UnixFileMode Shared = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    /// <summary>Where things lie inside.</summary>
    private const string App = "app", Runtime = "dotnet", Names = "etc/nsswitch.conf";

    private readonly ProjectBuild build = new();
    private readonly Dictionary<string, string> tags = [];

    /// <summary>The tag of a project's image; made where the engine does not have it.</summary>
    /// <exception cref="FaultException">It does not build, or an image of it cannot be made on this system.</exception>
    public async Task<string> Of(string project, Engine engine, CancellationToken ct)
    {
        if (tags.TryGetValue(project, out var known)) return known;
        if (!OperatingSystem.IsLinux()) throw new FaultException($"an image of {project} can be made on Linux only; elsewhere build one (dotnet publish -t:PublishContainer) and name it as \"image\"");
        var assembly = await build.Build(Path.Combine(root, project), ct).ConfigureAwait(false);
        var files = OfProgram(assembly).Concat(await ProjectRuntime.Files(assembly, ct).ConfigureAwait(false)).ToList();
        var binaries = files.Select(one => one.File).Where(file => file.EndsWith(".so", StringComparison.Ordinal) || Path.GetFileName(file) == Runtime).ToList();
        files.AddRange((await SystemLibraries.Of(binaries, ct).ConfigureAwait(false)).Select(file => (file.TrimStart('/'), file)));
        var tag = $"harness/{Path.GetFileNameWithoutExtension(assembly).ToLowerInvariant()}:{await Digest(files, ct).ConfigureAwait(false)}";
        if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(tag, token), ct).ConfigureAwait(false) is null)
            await Import(engine, files, tag, Path.GetFileName(assembly), ct).ConfigureAwait(false);
        return tags[project] = tag;
    }

    /// <summary>What was built, without what other systems or only debuggers need.</summary>
    private static IEnumerable<(string Inside, string File)> OfProgram(string assembly)
    {
        var folder = Path.GetDirectoryName(assembly)!;
        string[] here = ["unix", "linux", $"linux-{Architecture}"];
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var inside = Path.GetRelativePath(folder, file);
            var isOurs = inside.Split('/') is not ["runtimes", var system, ..] || here.Contains(system);
            if (isOurs && !inside.EndsWith(".pdb", StringComparison.Ordinal) && !inside.StartsWith("publish/", StringComparison.Ordinal)) yield return ($"{App}/{inside}", file);
        }
    }

    private static string Architecture => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    private static async Task<string> Digest(IReadOnlyList<(string Inside, string File)> files, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (inside, file) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(inside));
            hash.AppendData(await File.ReadAllBytesAsync(file, ct).ConfigureAwait(false));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task Import(Engine engine, IReadOnlyList<(string Inside, string File)> files, string tag, string assembly, CancellationToken ct)
    {
        var archive = Path.GetTempFileName();
        try
        {
            await Pack(files, archive, ct).ConfigureAwait(false);
            var parts = tag.Split(':');
            string[] changes = [$"ENTRYPOINT [\"/{Runtime}/dotnet\", \"/{App}/{assembly}\"]", "WORKDIR /data", $"LABEL {Labels.Image}={parts[0]}", "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"];
            await engine.Ask(async (docker, token) =>
            {
                await using var content = File.OpenRead(archive);
                await docker.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-", Repo = parts[0], Tag = parts[1], Changes = [.. changes] }, content, null, new Progress<JSONMessage>(), token).ConfigureAwait(false);
            }, TimeSpan.FromMinutes(1), ct).ConfigureAwait(false);
            if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(tag, token), ct).ConfigureAwait(false) is null)
                throw new FaultException(string.Create(CultureInfo.InvariantCulture, $"the engine did not take the image {tag} ({new FileInfo(archive).Length} bytes)"));
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static async Task Pack(IReadOnlyList<(string Inside, string File)> files, string archive, CancellationToken ct)
    {
        await using var writer = new TarWriter(File.Create(archive), TarEntryFormat.Pax);
        // Programs expect a place for temporary files; and one for data that a volume may take the place of.
        foreach (var folder in (string[])["tmp", "data"])
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = Shared }, ct).ConfigureAwait(false);
        // Without it some systems' libraries look names up nowhere.
        await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, Names) { DataStream = new MemoryStream("hosts: files dns\n"u8.ToArray()), Mode = Executable }, ct).ConfigureAwait(false);
        foreach (var (inside, file) in files)
        {
            await using var stream = File.OpenRead(file);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, inside) { DataStream = stream, Mode = Executable }, ct).ConfigureAwait(false);
        }
    }
}
