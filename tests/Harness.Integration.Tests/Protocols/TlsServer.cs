using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Harness.Integration.Tests.Protocols;

/// <summary>Raw servers that speak TLS.</summary>
internal static class TlsServer
{
    /// <summary>Answers each request, of which it looks only for the end, with the next text; closes after the last one, without a farewell of TLS.</summary>
    public static RawServer Answering(X509Certificate2 certificate, params string[] answers) => new(async (socket, _, ct) =>
    {
        using var tls = new SslStream(new System.Net.Sockets.NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
            foreach (var answer in answers)
            {
                await ReadHead(tls, ct);
                await tls.WriteAsync(Encoding.Latin1.GetBytes(answer), ct);
            }
        }
        catch (AuthenticationException)
        {
            // The client wants no such certificate.
        }
    });

    private static async Task ReadHead(SslStream tls, CancellationToken ct)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var came = await tls.ReadAsync(buffer, ct);
            if (came == 0) throw new IOException("the client closed");
            text += Encoding.Latin1.GetString(buffer, 0, came);
        }
    }
}
