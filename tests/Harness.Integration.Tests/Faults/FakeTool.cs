using System.Net;

namespace Harness.Integration.Tests.Faults;

/// <summary>Another chaos tool with an HTTP interface: POST /toxics sets one, DELETE and GET /toxics/t know it or do not.</summary>
internal sealed class FakeTool : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public FakeTool()
    {
        Url = $"http://127.0.0.1:{FreePort.Take()}";
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        serving = Serve();
    }

    public string Url { get; }

    public List<string> Toxics { get; } = [];

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                context.Response.StatusCode = context.Request.HttpMethod switch
                {
                    "POST" => Set(),
                    "DELETE" => Toxics.Remove("t") ? 204 : 404,
                    _ => Toxics.Contains("t") ? 200 : 404,
                };
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private int Set()
    {
        Toxics.Add("t");
        return 201;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }
}
