namespace Harness.Protocols.Http1;

/// <summary>The elements of a field value that is a list, without the white space around them (RFC 9110, 5.6.1). Empty elements are given too.</summary>
internal ref struct CommaList(ReadOnlySpan<byte> value)
{
    private ReadOnlySpan<byte> rest = value;
    private bool isOver;

    public bool TryNext(out ReadOnlySpan<byte> element)
    {
        element = default;
        if (isOver) return false;
        var comma = rest.IndexOf((byte)',');
        isOver = comma < 0;
        element = (isOver ? rest : rest[..comma]).Trim(" \t"u8);
        if (!isOver) rest = rest[(comma + 1)..];
        return true;
    }
}
