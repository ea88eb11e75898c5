using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Programs;

namespace Harness.Benchmarks.Targets;

/// <summary>nginx as one process with one worker, a configuration of its own and small static answers.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Child child;

    private Nginx(Child child, string url) => (this.child, Url) = (child, url);

    /// <summary>Where it answers, without a path.</summary>
    public string Url { get; }

    /// <exception cref="BenchmarkException">It is not installed, or does not answer.</exception>
    public static async Task<Nginx> Start(int? core, CancellationToken ct)
    {
        var (folder, port) = (Workplace.NewFolder("nginx"), Ports.Free());
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(port), ct);
        var program = Child.Find("nginx") ?? throw new BenchmarkException("nginx is not installed");
        var nginx = new Nginx(Child.Start(new Command(program, "-p", folder, "-c", file, "-e", "stderr") { Core = core }), $"http://127.0.0.1:{port}");
        try
        {
            await nginx.Answers(ct);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task Answers(CancellationToken ct)
    {
        using var client = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        while (true)
        {
            if (child.HasEnded || limit.IsCancellationRequested) throw new BenchmarkException($"nginx does not answer: {child.Output.Trim()}");
            try
            {
                (await client.GetAsync(new Uri(Url), limit.Token)).Dispose();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
            }
        }
    }

    private static string Configuration(int port) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        worker_rlimit_nofile 20000;
        events { worker_connections 16000; multi_accept on; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          keepalive_timeout 1h;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          default_type text/plain;
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            location = /products { default_type application/json; return 200 '{"items":[{"sku":"chair","price":49},{"sku":"table","price":149}]}'; }
            location / { return 200 'hello, world\n'; }
          }
        }
        """;
}
