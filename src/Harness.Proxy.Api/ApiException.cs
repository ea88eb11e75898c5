using System.Net.Sockets;

namespace Harness.Proxy.Api;

/// <summary>An answer that is an error, in the original's words where it has some.</summary>
/// <param name="status">400 to 599.</param>
/// <param name="message">What clients show to people.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public const string BadBodyPrefix = "bad request body: ";

    public int Status { get; } = status;

    public static ApiException ProxyNotFound => new(404, "proxy not found");

    public static ApiException ToxicNotFound => new(404, "toxic not found");

    public static ApiException ToxicExists => new(409, "toxic already exists");

    public static ApiException BadBody(string why) => new(400, BadBodyPrefix + why);

    public static ApiException Missing(string field) => new(400, $"missing required field: {field}");

    /// <summary>What the original says of what has gone wrong with a proxy.</summary>
    /// <param name="failure">What has gone wrong.</param>
    /// <param name="listen">The address it was to listen on, as it was sent.</param>
    /// <param name="verb">What Go says before a malformed one: <c>listen tcp: </c> where it listens at once.</param>
    public static ApiException Of(ProxyException failure, string? listen, string verb = "listen tcp: ") => failure.Kind switch
    {
        ProxyErrorKind.NameMissing => Missing("name"),
        ProxyErrorKind.NameTaken => new(409, "proxy already exists"),
        ProxyErrorKind.CannotListen => new(500, $"listen tcp {failure.Address}: bind: {WhyNot(failure)}"),
        ProxyErrorKind.AddressMalformed when failure.Address == listen => new(500, verb + Malformed(failure)),
        ProxyErrorKind.AddressMalformed => new(400, failure.Message),
        _ => ProxyNotFound,
    };

    private static string WhyNot(ProxyException failure) => (failure.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        SocketError.AccessDenied => "permission denied",
        _ => failure.Message,
    };

    /// <summary>Go's words for an address; ours for what only we refuse.</summary>
    private static string Malformed(ProxyException failure)
    {
        var address = failure.Address ?? "";
        var colon = address.LastIndexOf(':');
        var port = address[(colon + 1)..];
        return colon < 0 ? $"address {address}: missing port in address"
            : !address.StartsWith('[') && address.AsSpan(0, colon).Contains(':') ? $"address {address}: too many colons in address"
            : port.Length > 0 && port.All(char.IsAsciiDigit) && (port.Length > 5 || int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) > 65535) ? $"address {port}: invalid port"
            : port.Any(c => !char.IsAsciiDigit(c)) ? $"lookup tcp/{port}: unknown port"
            : failure.Message;
    }
}
