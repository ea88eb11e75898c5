using System.Net.Sockets;

namespace Harness.Tests.Faults;

/// <summary>Somebody who answers 204 to every request, as long as the tests run.</summary>
internal static class Answering
{
    private static readonly TcpListener Listener = Start();

    public static string Url => $"http://{Listener.LocalEndpoint}/";

    private static TcpListener Start()
    {
        var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var buffer = new byte[4096];
                _ = await client.GetStream().ReadAsync(buffer);
                await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        });
        return listener;
    }
}
