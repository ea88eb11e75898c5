using System.Globalization;

namespace Harness.Faults.Network;

/// <summary>Which HTTP requests a fault hits.</summary>
/// <param name="Percentage">How many of those that match, above 0 and up to 100.</param>
/// <param name="Method">One method, or several with commas; empty: all.</param>
/// <param name="Path">A path in which * stands for any characters; empty: all.</param>
internal readonly record struct Requests(double Percentage, string Method, string Path)
{
    /// <summary><c>10% of POST /charge</c>, <c>all requests</c>.</summary>
    public override string ToString()
    {
        var which = $"{Method.Replace(",", " or ", StringComparison.Ordinal)} {Path}".Trim();
        return Percentage == 100 ? "all " + (which.Length > 0 ? which : "requests")
            : string.Create(CultureInfo.InvariantCulture, $"{Percentage:0.####}% of {(which.Length > 0 ? which : "the requests")}");
    }
}
