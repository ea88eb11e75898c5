namespace Harness.Protocols;

/// <summary>
/// Sends HTTP requests from one loop and measures them. Nothing else in the harness sees sockets or clients, so one transport can replace another
/// without a change elsewhere.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <summary>
    /// Sends and receives to the last byte; on the loop only, and it goes on there. Whatever goes wrong on the way is an answer, never an exception;
    /// where <paramref name="ct"/> ends it, that is <see cref="TransportError.Interrupted"/>.
    /// </summary>
    ValueTask<Answer> Send(Request request, CancellationToken ct);

    /// <summary>Connections that are open or being opened now.</summary>
    int Connections { get; }
}
