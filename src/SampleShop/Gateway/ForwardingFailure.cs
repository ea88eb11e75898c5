using Yarp.ReverseProxy.Forwarder;

namespace SampleShop.Gateway;

/// <summary>Reads from YARP's error what happened to a request, and so what may be done about it.</summary>
internal static class ForwardingFailure
{
    /// <summary>The front is to blame, not the client: it refused, broke the connection, or was silent.</summary>
    public static bool IsOfFront(IForwarderErrorFeature? failure) => failure?.Error is
        ForwarderError.Request
        or ForwarderError.RequestTimedOut
        or ForwarderError.RequestBodyDestination
        or ForwarderError.ResponseBodyDestination;

    /// <summary>No connection was made, so the front cannot have acted on the request.</summary>
    public static bool WasNotSent(IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
}
