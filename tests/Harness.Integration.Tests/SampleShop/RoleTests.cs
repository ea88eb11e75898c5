using System.Diagnostics;

namespace Harness.Integration.Tests.SampleShop;

public sealed class RoleTests
{
    [Theory]
    [InlineData("", "one argument")]
    [InlineData("bakery", "'bakery'")]
    public async Task Program_RoleMissingOrUnknown_SaysSoAndExits64(string role, string expected)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SampleShop.dll")]) { RedirectStandardError = true };
        if (role.Length > 0)
            start.ArgumentList.Add(role);

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(64, process.ExitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("gateway|front|payments", error, StringComparison.Ordinal);
    }
}
