using Harness.Plans;

namespace Harness.Faults;

/// <summary>How to start a target: resolved, ready to run.</summary>
/// <param name="File">The program, or the image of a container.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">On top of the starter's own.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Health">The URL whose 200 says that it is ready, or null.</param>
public sealed record Launch(string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Folder, Uri? Health)
{
    /// <summary>Whose certificates are believed when that is asked.</summary>
    public TlsSettings Tls { get; init; } = new();
}
