namespace Harness.Protocols;

/// <summary>
/// A connection that notes when a request's bytes went out and came in. The client writes a request in the asynchronous flow of the one who
/// sends it, so the flow's note is found at the first write; what is read then belongs to it, because HTTP/1.1 has one request at a time on a
/// connection. It is the only place where waiting for a connection and using it can be told apart.
/// </summary>
internal sealed class WatchedStream(Stream inner, TimeProvider time, TimeSpan connecting, TimeSpan tlsHandshaking, Action closed) : Stream
{
    private static readonly AsyncLocal<WireTimes?> Current = new();
    private WireTimes? owner;
    private bool isUsed, isClosed;

    /// <summary>Begins a note for the request that this flow is about to send.</summary>
    public static WireTimes Watch() => Current.Value = new WireTimes();

    private void Writing()
    {
        if (Current.Value is not { } note) return;
        owner = note;
        if (note.FirstWrite == 0) note.FirstWrite = time.GetTimestamp();
        if (isUsed) return;
        isUsed = true;
        (note.Connecting, note.TlsHandshaking) = (connecting, tlsHandshaking);
    }

    private void Wrote(int bytes)
    {
        if (owner is not { } note) return;
        note.LastWrite = time.GetTimestamp();
        note.BytesSent += bytes;
    }

    private int Read(int bytes)
    {
        if (bytes <= 0 || owner is not { } note) return bytes;
        if (note.FirstRead == 0) note.FirstRead = time.GetTimestamp();
        note.BytesReceived += bytes;
        return bytes;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writing();
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Wrote(buffer.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Writing();
        inner.Write(buffer, offset, count);
        Wrote(count);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Read(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(inner.Read(buffer, offset, count));

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !isClosed)
        {
            isClosed = true;
            inner.Dispose();
            closed();
        }
        base.Dispose(disposing);
    }
}
