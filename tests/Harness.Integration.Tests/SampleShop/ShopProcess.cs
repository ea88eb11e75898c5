using System.Diagnostics;

namespace Harness.Integration.Tests.SampleShop;

/// <summary>One role of the built program, as a process of its own that can be killed and started again on its port.</summary>
internal sealed class ShopProcess(string role, IReadOnlyDictionary<string, string> environment, HttpClient http) : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private Process? _process;

    public int Port { get; } = FreePort.Take();

    public Uri Url => new($"http://127.0.0.1:{Port}");

    public void Start() => _process = Process.Start(StartInfo())
        ?? throw new InvalidOperationException($"{role} did not start.");

    public Task<TimeSpan> UntilHealthyAsync(CancellationToken cancellationToken) =>
        Poll.UntilAsync($"{role} on {Port} healthy", StartLimit, () => IsHealthyAsync(cancellationToken), cancellationToken);

    /// <summary>kill -9, as a chaos tool would.</summary>
    public void Kill()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SampleShop.dll"), role]);
        start.Environment["ASPNETCORE_URLS"] = Url.ToString();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false })
            throw new InvalidOperationException($"{role} is not running.");
        try
        {
            using var response = await http.GetAsync(new Uri(Url, "/healthz"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
