namespace Harness.Proxy.Api;

/// <summary>Proxies come and go here, one after the other, so that one that is replaced is never seen half.</summary>
internal sealed class Population(ProxySet proxies) : IDisposable
{
    // Whoever holds it waits for sockets to close, which the data plane bounds.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Makes one that must not be there.</summary>
    public Task<Proxy> Add(ProxyInput input) => Alone(() => Make(input));

    /// <summary>
    /// Makes one, or has it as it is where one of that name is as it should be: at the same address, to the same upstream, and with the same toxics where some are
    /// said. Another one is replaced, with all its connections; where that fails, it is there again as it was.
    /// </summary>
    public Task<Proxy> Put(ProxyInput input) => Alone(async () =>
    {
        if (proxies.Find(input.Options.Name) is not { } existing)
            return await Make(input);
        if (IsAsWanted(existing, input))
            return Renewed(existing, input);
        var before = new ProxyOptions { Name = existing.Name, Listen = existing.ListenText, Upstream = existing.Upstream, Enabled = existing.IsEnabled, Toxics = existing.Toxics };
        await existing.DisposeAsync();
        try
        {
            return await Make(input);
        }
        catch (ApiException)
        {
            await proxies.AddAsync(before, CancellationToken.None);
            throw;
        }
    });

    /// <summary>Removes one, connections and all.</summary>
    public Task Remove(string name) => Alone(async () =>
    {
        await proxies.RemoveAsync(name, CancellationToken.None);
        return name;
    });

    private async Task<Proxy> Make(ProxyInput input)
    {
        try
        {
            var proxy = await proxies.AddAsync(input.Options, CancellationToken.None);
            if (input is { Ttl: not null, Options.Enabled: false })
                await proxy.ChangeAsync(new ProxyChange { Enabled = false, Ttl = input.Ttl }, CancellationToken.None);
            return proxy;
        }
        catch (ProxyException e)
        {
            throw ApiException.Of(e, input.Options.Listen);
        }
    }

    private static bool IsAsWanted(Proxy existing, ProxyInput input)
    {
        try
        {
            return existing.IsAt(input.Options.Listen) && existing.Upstream == input.Options.Upstream && (!input.SaysToxics || ApiJson.InOrder(existing.Toxics).SequenceEqual(ApiJson.InOrder(input.Options.Toxics)));
        }
        catch (ProxyException e)
        {
            throw ApiException.Of(e, input.Options.Listen, verb: "");
        }
    }

    /// <summary>A toxic that is to end by itself begins its time again: somebody wants it still.</summary>
    private static Proxy Renewed(Proxy existing, ProxyInput input)
    {
        foreach (var toxic in input.Options.Toxics)
            existing.ChangeToxic(toxic.Name, now => now);
        return existing;
    }

    public void Dispose() => gate.Dispose();

    private async Task<T> Alone<T>(Func<Task<T>> act)
    {
        await gate.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
