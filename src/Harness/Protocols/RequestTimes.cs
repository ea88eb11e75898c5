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

    /// <summary>The metrics of the parts that are one of their own, in the order of <see cref="Part"/>.</summary>
    public static ImmutableArray<string> Parts { get; } =
        ["connection_wait", "http_req_blocked", "http_req_connecting", "http_req_tls_handshaking", "http_req_sending", "http_req_waiting", "http_req_receiving"];

    /// <summary>A part by its place in <see cref="Parts"/>: without a call through a delegate, for this is asked seven times a request.</summary>
    public TimeSpan Part(int place) => place switch
    {
        0 => ConnectionWait,
        1 => Blocked,
        2 => Connecting,
        3 => TlsHandshaking,
        4 => Sending,
        5 => Waiting,
        _ => Receiving,
    };

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
