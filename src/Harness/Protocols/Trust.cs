using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Harness.Plans;

namespace Harness.Protocols;

/// <summary>Decides whose certificates a client believes, as harness.json says it.</summary>
internal static class Trust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>How a client agrees on TLS.</summary>
    /// <param name="tls">What harness.json says.</param>
    /// <param name="host">Whose certificate it is to be; null where the one who uses this says it.</param>
    public static SslClientAuthenticationOptions Options(TlsSettings tls, string? host = null)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (tls is { Verify: true, Authorities: null }) return options;
        var own = tls.Authorities is { } file ? Read(file) : [];
        // A wrong name, or no certificate at all, is mended by no authority.
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => errors == SslPolicyErrors.None || !tls.Verify
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 leaf && LeadsTo(own, leaf, chain));
        return options;
    }

    /// <summary>Why that cannot be, or null.</summary>
    public static string? Missing(TlsSettings tls)
    {
        if (tls is not { Verify: true, Authorities: { } file }) return null;
        try
        {
            return Read(file).Count > 0 ? null : $"tls.ca of harness.json is {file}, in which there is no certificate; it is a PEM file.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"tls.ca of harness.json cannot be read: {e.Message}";
        }
    }

    private static X509Certificate2Collection Read(string file)
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(file);
        return read;
    }

    private static bool LeadsTo(X509Certificate2Collection authorities, X509Certificate2 leaf, X509Chain? seen)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // What the server sent along leads from its own to an authority's.
        if (seen is not null) chain.ChainPolicy.ExtraStore.AddRange(seen.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        // A private authority seldom says where its revocations are to be had.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
