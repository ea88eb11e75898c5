using System.Text;

namespace Harness.Protocols.Http1;

/// <summary>
/// What is remembered of a status line and the headers. Of the headers only four matter to a load generator; the others are checked and
/// forgotten, told apart by the length of their name before anything is compared.
/// </summary>
internal sealed class ResponseHead
{
    private bool isHttp11;
    private bool saysClose;
    private bool saysKeepAlive;

    public int Status { get; private set; }

    public string? ContentEncoding { get; private set; }

    public BodyFraming Framing { get; } = new();

    /// <summary>Whether the head is of an interim response, after which the final one comes (RFC 9110, 15.2). 101 is final: HTTP ends there.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    public void Clear()
    {
        isHttp11 = saysClose = saysKeepAlive = false;
        Status = 0;
        ContentEncoding = null;
        Framing.Clear();
    }

    /// <summary>Reads the first line; gives what is wrong with it, or null.</summary>
    public string? ReadStatusLine(ReadOnlySpan<byte> line)
    {
        var problem = StatusLine.Read(line, out var status, out isHttp11);
        Status = status;
        return problem;
    }

    /// <summary>Reads one header line, unfolded; gives what is wrong with it, or null.</summary>
    public string? ReadHeader(ReadOnlySpan<byte> line, bool wantsEncoding)
    {
        var length = FieldLine.NameLength(line);
        if (length < 0) return FieldLine.Wrong(line);
        var name = line[..length];
        var value = line[(length + 1)..];
        switch (length)
        {
            case 10 when Is(name, "connection"u8):
                ReadConnection(value);
                break;
            case 14 when Is(name, "content-length"u8):
                Framing.ReadLength(value);
                break;
            case 16 when wantsEncoding && Is(name, "content-encoding"u8):
                ReadEncoding(value);
                break;
            case 17 when Is(name, "transfer-encoding"u8):
                Framing.ReadCodings(value);
                break;
        }
        return null;
    }

    /// <summary>Whether the connection may be used again when the body ended so (RFC 9112, 9.3).</summary>
    public bool KeepsAlive(BodyEnd end) =>
        end != BodyEnd.AtClose && Status != 101 && !saysClose && !Framing.IsAmbiguous
        && (isHttp11 || (saysKeepAlive && !Framing.HasCoding));

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowered) =>
        (name[0] | 0x20) == lowered[0] && Ascii.EqualsIgnoreCase(name, lowered);

    private void ReadConnection(ReadOnlySpan<byte> value)
    {
        var options = new CommaList(value);
        while (options.TryNext(out var option))
        {
            saysClose |= Ascii.EqualsIgnoreCase(option, "close"u8);
            saysKeepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        }
    }

    private void ReadEncoding(ReadOnlySpan<byte> value)
    {
        var text = CodingName.Text(value.Trim(" \t"u8));
        ContentEncoding = ContentEncoding is null ? text : $"{ContentEncoding}, {text}";
    }
}
