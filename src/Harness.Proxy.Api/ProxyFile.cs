using System.Globalization;
using System.Text.Json;

namespace Harness.Proxy.Api;

/// <summary>A file with proxies: a JSON array as <c>/populate</c> takes it.</summary>
public static class ProxyFile
{
    /// <summary>Larger ones are refused.</summary>
    public const int LargestBytes = RequestBody.LargestBytes;

    /// <summary>Makes every proxy of a file.</summary>
    /// <param name="path">The file, as the user gave it; the problem shows it so.</param>
    /// <param name="proxies">Where to.</param>
    /// <param name="ct">Gives up reading.</param>
    /// <returns>Null, or what is wrong and where; then those before it are made.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static async Task<string?> LoadAsync(string path, ProxySet proxies, CancellationToken ct)
    {
        if (new FileInfo(path).Length > LargestBytes)
            return $"{path} has more than {LargestBytes} bytes; is it a list of proxies?";
        var bytes = await File.ReadAllBytesAsync(path, ct);
        // Editors on Windows write a mark that no JSON has.
        if (bytes.AsSpan().StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        using var population = new Population(proxies);
        var line = 1;
        try
        {
            var inputs = new List<(ProxyInput Input, int Line)>();
            foreach (var (element, at) in BodyJson.Elements(bytes))
            {
                line = at;
                inputs.Add((ProxyInput.ReadAt(element, inputs.Count), at));
            }
            foreach (var (input, at) in inputs)
            {
                line = at;
                await population.Put(input);
            }
            return null;
        }
        catch (ApiException e)
        {
            return At(path, line, e.Message.StartsWith(ApiException.BadBodyPrefix, StringComparison.Ordinal) ? e.Message[ApiException.BadBodyPrefix.Length..] : e.Message);
        }
        catch (JsonException e)
        {
            return At(path, (e.LineNumber ?? 0) + 1, e.Message.Split(" LineNumber: ")[0]);
        }
    }

    private static string At(string path, long line, string what) => string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}");
}
