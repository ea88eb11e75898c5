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
        app.UseStatusCodePages();
        app.MapGet("/healthz", FrontHealth.Check);
        ProductEndpoints.Map(app);
        OrderEndpoints.Map(app);
        await ShopHost.RunAsync(app, "front");
    }
}
