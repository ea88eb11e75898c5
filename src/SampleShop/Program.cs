using SampleShop;
using SampleShop.Front;
using SampleShop.Gateway;
using SampleShop.Payments;

const int usage = 64;       // EX_USAGE of sysexits.h
const int unavailable = 69; // EX_UNAVAILABLE

if (args is not [var role])
    return Refuse($"SampleShop takes one argument, its role, but got {args.Length}.", usage);

try
{
    var settings = ShopSettings.Read(Environment.GetEnvironmentVariable);
    switch (role)
    {
        case "gateway":
            await GatewayRole.RunAsync(settings);
            return 0;
        case "front":
            await FrontRole.RunAsync(settings);
            return 0;
        case "payments":
            await PaymentsRole.RunAsync();
            return 0;
        default:
            return Refuse($"There is no role '{role}'.", usage);
    }
}
catch (FormatException bad)
{
    return Refuse(bad.Message, usage);
}
catch (IOException taken)
{
    // Kestrel reports a port in use this way.
    return Refuse(taken.Message, unavailable);
}

static int Refuse(string message, int exitCode)
{
    Console.Error.WriteLine(message);
    if (exitCode == usage)
        Console.Error.WriteLine("Usage: SampleShop gateway|front|payments (where it listens: ASPNETCORE_URLS)");
    return exitCode;
}
