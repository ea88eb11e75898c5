namespace Harness.Protocols;

/// <summary>
/// Notes when the first byte of a request was handed to its connection. The client writes a request in the asynchronous flow of the one
/// who sends it, so the flow's own note can be filled in here: the only place where waiting for a connection and using it can be told apart.
/// </summary>
internal sealed class FirstByteStream(Stream inner, TimeProvider time) : Stream
{
    private static readonly AsyncLocal<FirstByte?> Current = new();

    /// <summary>Begins a note for the request that this flow is about to send.</summary>
    public static FirstByte Watch() => Current.Value = new FirstByte();

    private void Note()
    {
        if (Current.Value is { Timestamp: 0 } first) first.Timestamp = time.GetTimestamp();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Note();
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Note();
        inner.Write(buffer, offset, count);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

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
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>When a request's first byte was handed to its connection; 0 until then.</summary>
internal sealed class FirstByte
{
    public long Timestamp { get; set; }
}
