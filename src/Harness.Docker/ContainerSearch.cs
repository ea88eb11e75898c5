using Docker.DotNet.Models;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>Which containers a target means.</summary>
internal static class ContainerSearch
{
    /// <summary>All that match and run (or are paused), by name; the engine's order is by age, which tells nothing.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="target">The target.</param>
    /// <param name="run">The run that started it, if one did: another run's container of the same target is another's.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<IReadOnlyList<ContainerListResponse>> Find(Engine engine, Target target, string? run, CancellationToken ct)
    {
        var wanted = target.Container!;
        if (wanted.IsStarted && run is null) return [];
        var filters = new Dictionary<string, IDictionary<string, bool>>();
        void Filter(string key, string value) => (filters.TryGetValue(key, out var values) ? values : filters[key] = new Dictionary<string, bool>())[value] = true;
        Filter("status", "running");
        Filter("status", "paused");
        foreach (var label in wanted.IsStarted ? [$"{Labels.Target}={target.Name}", $"{Labels.Run}={run}"] : wanted.Labels) Filter("label", label);
        if (wanted.Compose?.Split('/') is [var project, var service])
        {
            Filter("label", $"{Labels.ComposeProject}={project}");
            Filter("label", $"{Labels.ComposeService}={service}");
        }
        var found = await engine.Ask((docker, token) => docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, token), ct).ConfigureAwait(false);
        return [.. found.Where(container => (wanted.Name is null || Name(container) == wanted.Name) && !wanted.Exclude.Any(label => Has(container, label))).OrderBy(Name, StringComparer.Ordinal)];
    }

    /// <summary>The name without the slash in front; further ones are what others call it by links.</summary>
    public static string Name(ContainerListResponse container) => container.Names?.FirstOrDefault(name => name.LastIndexOf('/') == 0)?[1..] ?? container.ID[..12];

    private static bool Has(ContainerListResponse container, string label) => label.Split('=', 2) switch
    {
        [var key, var value] => container.Labels.TryGetValue(key, out var has) && has == value,
        [var key] => container.Labels.ContainsKey(key),
        _ => false,
    };
}
