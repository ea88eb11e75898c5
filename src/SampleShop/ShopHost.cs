namespace SampleShop;

/// <summary>What the three roles have in common: a lean host that starts and stops quickly.</summary>
internal static class ShopHost
{
    /// <summary>The largest request body, in bytes. Orders are tiny; the bound lets the gateway keep a whole body for a second attempt.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    // SQLite blocks its thread; the default minimum on a small machine (its number of cores) would queue requests behind two writers.
    private const int MinWorkerThreads = 16;

    /// <param name="defaultUrl">Where to listen when ASPNETCORE_URLS does not say.</param>
    public static WebApplicationBuilder CreateBuilder(string defaultUrl)
    {
        ThreadPool.GetMinThreads(out _, out var ioThreads);
        ThreadPool.SetMinThreads(MinWorkerThreads, ioThreads);

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Whoever starts the shop may do so from any folder; its settings files, and watching them, are no business of ours.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(defaultUrl);

        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Program says in one line what this would say in thirty.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Serves until SIGTERM or Ctrl+C.</summary>
    public static async Task RunAsync(WebApplication app, string role)
    {
        await app.StartAsync();
        Console.WriteLine($"{role} listens on {string.Join(", ", app.Urls)}");
        await app.WaitForShutdownAsync();
    }
}
