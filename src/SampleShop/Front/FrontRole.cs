namespace SampleShop.Front;

/// <summary>Shows products and takes orders.</summary>
internal static class FrontRole
{
    public static async Task RunAsync(ShopSettings settings)
    {
        var builder = ShopHost.CreateBuilder("http://127.0.0.1:5081");
        var database = new ShopDatabase(settings.DatabaseFile);
        ShopSchema.Prepare(database);

        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<ProductStore>();
        builder.Services.AddSingleton<OrderStore>();
        builder.Services.AddSingleton(services => PaymentClient.Create(settings, services.GetRequiredService<TimeProvider>()));
        await using var app = builder.Build();

        app.UseExceptionHandler();
        app.Use(NameTheServer);
        app.UseStatusCodePages();
        app.MapGet("/healthz", FrontHealth.Check);
        ProductEndpoints.Map(app);
        OrderEndpoints.Map(app);
        await ShopHost.RunAsync(app, "front");
    }

    // Whoever watches a chaos run wants to know which front answered.
    private static Task NameTheServer(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["Served-By"] = $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}";
        return next(context);
    }
}
