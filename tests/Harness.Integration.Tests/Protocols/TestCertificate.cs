using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Harness.Integration.Tests.Protocols;

/// <summary>A certificate that nobody but itself has signed, and the file in which a plan finds it.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("harness-tls-").FullName;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="name">The only name it is for; null for localhost and 127.0.0.1.</param>
    public TestCertificate(string? name = null)
    {
        var request = new CertificateRequest("CN=harness test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name ?? "localhost");
        if (name is null) names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Authorities, Certificate.ExportCertificatePem());
    }

    /// <summary>With its key, for a server.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The file (PEM) of what a client is to believe.</summary>
    public string Authorities => Path.Combine(folder, "ca.pem");

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
