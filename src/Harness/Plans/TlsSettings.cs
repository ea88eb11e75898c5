namespace Harness.Plans;

/// <summary>Whose certificates are believed where something is reached by https: by loads, probes and health checks.</summary>
public sealed record TlsSettings
{
    /// <summary>False: any certificate is taken, whoever it is of. Default true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The file (PEM) of the authorities that are believed beside those of the system; null for none.</summary>
    public string? Authorities { get; init; }
}
