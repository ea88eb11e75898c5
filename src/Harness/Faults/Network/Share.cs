using System.Globalization;

namespace Harness.Faults.Network;

/// <summary>A toxicity in words.</summary>
internal static class Share
{
    /// <summary><c>all connections</c>, <c>half of the connections</c>, <c>30% of the connections</c>.</summary>
    public static string OfConnections(double toxicity) => toxicity switch
    {
        1 => "all connections",
        0.5 => "half of the connections",
        _ => (toxicity * 100).ToString("0.##", CultureInfo.InvariantCulture) + "% of the connections",
    };
}
