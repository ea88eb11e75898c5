using System.Collections.Immutable;

namespace Harness.Protocols;

/// <summary>The parts of a request's time, as k6 has them.</summary>
/// <param name="ConnectionWait">From the call to the first byte on a connection: waiting for one, looking the host up, connecting, TLS.</param>
/// <param name="Connecting">Looking the host up and connecting, where it was the first on its connection; else zero.</param>
/// <param name="TlsHandshaking">Agreeing on TLS, likewise.</param>
/// <param name="Sending">First to last byte of the request.</param>
/// <param name="Waiting">Last byte of the request to first byte of the answer.</param>
/// <param name="Receiving">First to last byte of the answer.</param>
public readonly record struct RequestTimes(TimeSpan ConnectionWait, TimeSpan Connecting, TimeSpan TlsHandshaking, TimeSpan Sending, TimeSpan Waiting, TimeSpan Receiving)
{
    /// <summary>k6's http_req_duration.</summary>
    public TimeSpan Duration => Sending + Waiting + Receiving;

    /// <summary>Every part that is a metric of its own, by the metric's name.</summary>
    public static ImmutableArray<(string Metric, Func<RequestTimes, TimeSpan> Of)> Parts { get; } =
    [
        ("connection_wait", times => times.ConnectionWait),
        ("http_req_blocked", times => times.Blocked),
        ("http_req_connecting", times => times.Connecting),
        ("http_req_tls_handshaking", times => times.TlsHandshaking),
        ("http_req_sending", times => times.Sending),
        ("http_req_waiting", times => times.Waiting),
        ("http_req_receiving", times => times.Receiving),
    ];

    /// <summary>What is left of the wait for a connection where none was made: the pool was at work, or another request's connection was waited for.</summary>
    public TimeSpan Blocked
    {
        get
        {
            var left = ConnectionWait - Connecting - TlsHandshaking;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
