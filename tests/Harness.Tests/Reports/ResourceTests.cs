using System.Security.Cryptography;
using Harness.Reports;
using Harness.Reports.Markup;

namespace Harness.Tests.Reports;

public sealed class ResourceTests
{
    /// <summary>A browser takes CRLF for LF before it hashes a script.</summary>
    [Fact]
    public void Read_WindowsLineEnds_HashIsThatOfWhatABrowserReads()
    {
        using var file = new MemoryStream("(() => {\r\n})();\r\n"u8.ToArray());

        Assert.Equal(Convert.ToBase64String(SHA256.HashData("(() => {\n})();\n"u8)), HtmlReport.Hash(Resource.Read(file)));
    }
}
