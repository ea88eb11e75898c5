using System.Runtime.InteropServices;

namespace Harness.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly end, the second shortens the waits. Neither ends the process by itself.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource first = new(), second = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Signals()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                (first.IsCancellationRequested ? second : first).Cancel();
            }));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken First => first.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Second => second.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        first.Dispose();
        second.Dispose();
    }
}
