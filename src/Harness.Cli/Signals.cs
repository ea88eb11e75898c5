using System.Runtime.InteropServices;

namespace Harness.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly end, the second shortens the waits. Neither ends the process by itself.</summary>
internal sealed class Signals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Takes the signals over.</summary>
    /// <param name="asked">Called at each of them.</param>
    public Signals(Action asked)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                asked();
            }));
    }

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }
}
