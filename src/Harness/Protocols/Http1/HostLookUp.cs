using System.Net;
using System.Net.Sockets;

namespace Harness.Protocols.Http1;

/// <summary>Gives the addresses of a host, as <see cref="Dns.GetHostAddressesAsync(string, AddressFamily, CancellationToken)"/> does.</summary>
internal delegate Task<IPAddress[]> HostLookUp(string host, AddressFamily family, CancellationToken ct);
