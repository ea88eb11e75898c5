using System.Net.Sockets;
using System.Security.Authentication;
using Harness.Protocols.Loops;

namespace Harness.Protocols;

/// <summary>What the framework's HTTP client throws, as one of <see cref="TransportError"/>.</summary>
internal static class HttpClientErrors
{
    /// <summary>The class of an exception.</summary>
    /// <param name="exception">What it threw.</param>
    /// <param name="hasBegun">True where a byte of the answer had come.</param>
    public static string Classify(Exception exception, bool hasBegun)
    {
        var reason = (exception as HttpRequestException)?.HttpRequestError;
        var isConnected = reason is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError);
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket) return SocketErrors.Classify(socket.SocketErrorCode, isConnected);
            if (e is AuthenticationException) return TransportError.Tls;
            if (e is HttpProtocolException told) return IsReset(told.ErrorCode) ? TransportError.Reset : TransportError.Protocol;
        }
        return ((exception.GetBaseException() as HttpIOException)?.HttpRequestError ?? reason) switch
        {
            HttpRequestError.ResponseEnded => TransportError.Reset,
            // Its own limits too: more headers than anybody sends are no HTTP.
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded => TransportError.Protocol,
            // A chunk's line that is too long is told without a reason.
            HttpRequestError.Unknown or null when hasBegun && exception.GetBaseException() is HttpRequestException => TransportError.Protocol,
            _ => exception.GetBaseException() is IOException ? TransportError.Reset : TransportError.Other,
        };
    }

    /// <summary>The error for people.</summary>
    public static string Message(Exception exception) => exception.GetBaseException() is SocketException socket ? SocketErrors.Message(socket.SocketErrorCode) : exception.GetBaseException().Message;

    /// <summary>
    /// True where HTTP/2 (RFC 9113, 7) or HTTP/3 (RFC 9114, 8.1) says that the peer gave a request or the connection up: no error, an internal error,
    /// refused, cancelled, too much asked. Any other code says that somebody broke the protocol.
    /// </summary>
    private static bool IsReset(long code) => code is 0x0 or 0x2 or 0x7 or 0x8 or 0xb or 0x100 or 0x102 or 0x107 or 0x10b or 0x10c;
}
