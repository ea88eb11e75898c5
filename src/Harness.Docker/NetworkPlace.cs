using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet.Models;

namespace Harness.Docker;

/// <summary>A container's place on a network: what was asked for, and so what it gets again; not what the engine gave it (its address of the day).</summary>
/// <param name="Id">The network's.</param>
/// <param name="Aliases">Names that it answers to there, beside its own.</param>
/// <param name="IPv4">A fixed address, or null.</param>
/// <param name="IPv6">A fixed address, or null.</param>
/// <param name="Links">Other containers by names of its own, <c>container:name</c>.</param>
/// <param name="Options">Of the network's driver.</param>
internal sealed record NetworkPlace(string Id, IReadOnlyList<string> Aliases, string? IPv4, string? IPv6, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Options)
{
    private const int ShortId = 12;

    /// <summary>Reads it of what the engine says.</summary>
    /// <param name="settings">The place.</param>
    /// <param name="container">The container's id: its first twelve digits are an alias that the engine itself adds.</param>
    public static NetworkPlace Of(EndpointSettings settings, string container) => new(
        settings.NetworkID,
        [.. (settings.Aliases ?? []).Where(alias => alias != container[..Math.Min(ShortId, container.Length)]).Order(StringComparer.Ordinal)],
        Text(settings.IPAMConfig?.IPv4Address),
        Text(settings.IPAMConfig?.IPv6Address),
        [.. settings.Links ?? []],
        new SortedDictionary<string, string>(settings.DriverOpts ?? new Dictionary<string, string>(), StringComparer.Ordinal));

    /// <summary>What the engine takes to connect it so.</summary>
    [JsonIgnore]
    public EndpointSettings Settings => new()
    {
        Aliases = [.. Aliases],
        Links = [.. Links],
        DriverOpts = new Dictionary<string, string>(Options),
        IPAMConfig = new EndpointIPAMConfig { IPv4Address = IPv4 ?? "", IPv6Address = IPv6 ?? "" },
    };

    /// <summary>For a ledger; two that are the same have the same text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, LedgerWords.Default.NetworkPlace);

    /// <summary>Reads it of a ledger.</summary>
    public static NetworkPlace Parse(string text) => JsonSerializer.Deserialize(text, LedgerWords.Default.NetworkPlace)!;

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
