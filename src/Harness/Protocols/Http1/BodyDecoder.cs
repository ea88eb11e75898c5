using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Harness.Protocols.Http1;

/// <summary>Takes the codings of Content-Encoding off a body that somebody looks at (RFC 9110, 8.4): gzip, deflate and br; one that is not known stays as it came.</summary>
internal static class BodyDecoder
{
    /// <summary>Codings one over the other: more than this is nobody's honest answer.</summary>
    private const int MostCodings = 4;

    private const int BufferBytes = 16_384;

    /// <summary>Decodes what was kept of a body.</summary>
    /// <param name="codings">What Content-Encoding says; the one that was put on last stands last.</param>
    /// <param name="isCut">True where only the beginning was kept: then what can be decoded is.</param>
    /// <param name="most">The most bytes that are to come out; the rest is cut.</param>
    /// <param name="body">In: as it came. Out: decoded; empty where it cannot be.</param>
    /// <returns>What is wrong with the body, or null.</returns>
    public static string? Decode(string codings, bool isCut, int most, ref ReadOnlyMemory<byte> body)
    {
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MostCodings) return Wrong(ref body, $"Content-Encoding has {names.Length} codings; right would be at most {MostCodings}");
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i].Equals("identity", StringComparison.OrdinalIgnoreCase)) continue;
            using var decoder = Decoder(names[i], body);
            if (decoder is null) return null;
            var (decoded, isWhole, problem) = Read(decoder, most);
            if (problem is not null && !isCut) return Wrong(ref body, $"Content-Encoding says {names[i]}, and it is not: {problem}");
            (body, isCut) = (decoded, isCut || !isWhole);
        }
        return null;
    }

    private static string Wrong(ref ReadOnlyMemory<byte> body, string what)
    {
        body = default;
        return $"body: {what}";
    }

    private static Stream? Decoder(string name, ReadOnlyMemory<byte> body)
    {
        var source = MemoryMarshal.TryGetArray(body, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(body.ToArray());
        return name.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(source, CompressionMode.Decompress),
            "BR" => new BrotliStream(source, CompressionMode.Decompress),
            // Right is the format of zlib; some servers send it without its head and end (RFC 9110, 8.4.1.2).
            "DEFLATE" => IsZLib(body.Span) ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress),
            _ => null,
        };
    }

    private static bool IsZLib(ReadOnlySpan<byte> body) => body.Length >= 2 && (body[0] & 0xF) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static (ReadOnlyMemory<byte> Decoded, bool IsWhole, string? Problem) Read(Stream decoder, int most)
    {
        var (decoded, isWhole) = (new KeptBytes(), true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (isWhole && decoder.Read(buffer) is > 0 and var came) isWhole = decoded.Add(buffer.AsSpan(0, came), most);
            return (decoded.Memory, isWhole, null);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return (decoded.Memory, false, e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
