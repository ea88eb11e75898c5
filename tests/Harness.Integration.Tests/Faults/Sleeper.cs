using System.Diagnostics;
using Harness.Faults;

namespace Harness.Integration.Tests.Faults;

/// <summary>A process that nobody of the harness started, and that ends with the test.</summary>
internal sealed class Sleeper : IDisposable
{
    private readonly Process process;

    public Sleeper(string script = "exec sleep 120")
    {
        process = Process.Start("sh", ["-c", script]);
        Identity = ProcessIdentity.Of(process.Id)!;
    }

    public ProcessIdentity Identity { get; }

    public int Id => process.Id;

    public bool IsAlive => Identity.IsAlive;

    public void Dispose()
    {
        // Also what stands still ends by this signal.
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
