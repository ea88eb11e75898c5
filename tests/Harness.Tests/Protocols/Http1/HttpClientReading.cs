namespace Harness.Tests.Protocols.Http1;

/// <summary>What .NET's own client makes of the same bytes: a status and a body, or a refusal.</summary>
internal sealed record HttpClientReading(int Status, string Body, string? Refusal);
