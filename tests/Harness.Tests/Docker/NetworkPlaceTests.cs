using Docker.DotNet.Models;
using Harness.Docker;

namespace Harness.Tests.Docker;

public sealed class NetworkPlaceTests
{
    /// <summary>The engine adds the short id by itself, which another engine would not take back; a name that only begins like it is somebody's.</summary>
    [Fact]
    public void Of_AContainer_LeavesOutItsShortIdAndNothingElse()
    {
        const string id = "db0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

        Assert.Equal(["d", "db", "web"], NetworkPlace.Of(new EndpointSettings { NetworkID = "n", Aliases = ["web", "db", "db0123456789", "d"] }, id).Aliases);
    }
}
