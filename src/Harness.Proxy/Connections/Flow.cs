using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>
/// One direction of a connection. While no toxic is on it, one loop copies from socket to socket. Once one is, that loop puts what
/// it receives into the chain and a second one writes what comes out of it, until the chain is empty again:
/// <code>
/// receive -> send                                  not engaged
/// receive -> chain | (room)    chain -> send       engaged
/// </code>
/// </summary>
internal sealed class Flow(Connection connection, ToxicStream stream, ProxyCounters counters, TimeProvider time)
{
    private const int Broken = -1;

    private readonly Lock gate = new();
    private readonly ToxicChain chain = new();
    private readonly Signal work = new();
    private readonly Signal room = new();
    private bool isWriting;
    private volatile bool isReceived;

    // Set when a toxic comes; cleared under the lock when the chain is empty and nothing is being written. Only the reader pushes,
    // and only while this is set, so the reader may send by itself whenever it finds it cleared: nothing can be overtaken.
    private volatile bool isEngaged;

    public void Add(string name, ToxicStage stage)
    {
        lock (gate)
        {
            chain.Add(name, stage);
            isEngaged = true;
        }

        work.Set();
    }

    public void Remove(string name)
    {
        lock (gate)
        {
            chain.Remove(name, time.GetTimestamp());
            Settle();
        }

        work.Set();
        room.Set();
    }

    /// <summary>Makes both loops notice that the connection is over.</summary>
    public void Wake()
    {
        work.Set();
        room.Set();
    }

    /// <summary>Passes on until the end of the stream has been passed on or the connection is over; does not fail.</summary>
    public async Task RunAsync(Socket from, Socket to)
    {
        using var alarm = new Alarm(time, work);
        var writer = Task.CompletedTask;
        try
        {
            var buffer = new ReceiveBuffer();
            var received = int.MaxValue;
            while (received > 0 && !connection.IsOver)
            {
                received = await ReceiveAsync(from, buffer.Memory);
                if (!isEngaged)
                {
                    await PassAsync(to, received, buffer.Memory);
                }
                else
                {
                    Push(received, buffer);
                    writer = writer.IsCompleted ? WriteAsync(to, alarm) : writer;
                    await RoomAsync();
                }

                buffer.Fit(received >= ReceiveBuffer.SmallBytes ? from.Available : 0);
            }

            buffer.Return();
        }
        // Becomes the end of this connection, and a count.
        catch (Exception)
        {
            connection.Fail();
        }

        isReceived = true;
        work.Set();
        await writer;
    }

    private async Task WriteAsync(Socket to, Alarm alarm)
    {
        try
        {
            while (!connection.IsOver)
            {
                if (TryTake(alarm, out var chunk))
                {
                    await WriteAsync(to, chunk);
                    if (!chunk.IsData)
                        return;
                }
                else if (isReceived && IsEmpty())
                    return;
                else
                    await work.WaitAsync();
            }
        }
        // As in RunAsync.
        catch (Exception)
        {
            connection.Fail();
        }
    }

    /// <summary>The bytes received, 0 at the end of the stream, or <see cref="Broken"/>.</summary>
    private async ValueTask<int> ReceiveAsync(Socket from, Memory<byte> buffer)
    {
        try
        {
            // No token: a connection is stopped by shutting down or closing its sockets, which costs nothing until then.
            return await from.ReceiveAsync(buffer, SocketFlags.None, CancellationToken.None);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            if (!connection.IsOver)
                counters.Fail();
            return Broken;
        }
    }

    private ValueTask PassAsync(Socket to, int received, Memory<byte> buffer)
    {
        if (received > 0)
            return SendAsync(to, buffer[..received]);
        Finish(to, received == 0 ? ChunkKind.End : ChunkKind.Reset);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WriteAsync(Socket to, Chunk chunk)
    {
        if (chunk.IsData)
            await SendAsync(to, chunk.Bytes);
        else
            Finish(to, chunk.Kind);
        chunk.Return();
    }

    private async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await to.SendAsync(bytes, SocketFlags.None, CancellationToken.None);
            counters.Passed(stream, sent);
            bytes = bytes[sent..];
        }
    }

    private void Finish(Socket to, ChunkKind end)
    {
        if (end == ChunkKind.End)
            to.Shutdown(SocketShutdown.Send);
        else if (end == ChunkKind.Close)
            connection.Close();
        else
            connection.Reset();
    }

    private void Push(int received, ReceiveBuffer buffer)
    {
        var now = time.GetTimestamp();
        var chunk = received > 0 ? Chunk.Data(buffer.Take(received), received, now)
            : received == 0 ? Chunk.End(now)
            : Chunk.Reset(now);
        lock (gate)
        {
            chain.Push(chunk);
            isEngaged = true;
        }

        work.Set();
    }

    private bool TryTake(Alarm alarm, out Chunk chunk)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            chain.Advance(now);
            isWriting = chain.TryTake(out chunk);
            if (!isWriting)
                alarm.Arm(chain.NextDue(), now);
            Settle();
        }

        room.Set();
        return isWriting;
    }

    private async ValueTask RoomAsync()
    {
        while (!connection.IsOver && !HasRoom())
            await room.WaitAsync();
    }

    private bool HasRoom()
    {
        lock (gate)
            return chain.HasRoom;
    }

    private bool IsEmpty()
    {
        lock (gate)
            return chain.IsEmpty;
    }

    // Called under the lock.
    private void Settle() => isEngaged &= isWriting || !chain.IsEmpty;
}
