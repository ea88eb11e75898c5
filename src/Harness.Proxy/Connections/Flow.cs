using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Harness.Proxy;

/// <summary>
/// One direction of a connection. While no toxic is on it, one loop copies from socket to socket. Once one is, that loop puts what
/// it receives into the chain and a second one writes what comes out of it, until the chain is empty again:
/// <code>
/// receive -> send                                  not engaged
/// receive -> chain | (room)    chain -> send       engaged
/// </code>
/// </summary>
internal sealed class Flow(Connection connection, ToxicStream stream, ProxyCounters counters, TimeProvider time) : IAnswers
{
    private const int Broken = -1;

    // After so many receipts that had not to be waited for, a flow lets others have its thread: it might keep it for ever.
    private const int TurnsInARow = 64;

    private readonly Lock gate = new();
    private readonly ToxicChain chain = new();
    private readonly Signal work = new();
    private readonly Signal room = new();
    private bool isWriting, isPassing, isWriterStarted;
    // Whether the end was received, and whether the reader passed it on by itself: then no end comes out of the chain for a writer to wait for.
    private volatile bool isReceived, isEndPassed;
    private long received;
    private Socket? to;
    private Alarm? alarm;
    private Task writer = Task.CompletedTask;

    // Set when a toxic comes; cleared when the chain is empty and nothing is being written. The reader sends by itself only where it finds it cleared, and
    // nothing is written while it does: so nothing is overtaken. All three are read and written under the lock.
    private bool isEngaged;

    /// <inheritdoc/>
    public long Received => Volatile.Read(ref received);

    public void Add(string name, ToxicStage stage)
    {
        lock (gate)
        {
            chain.Add(name, stage);
            Engage();
        }

        work.Set();
    }

    /// <summary>Puts another stage in the place of a toxic's, or none; see <see cref="ToxicChain.Update"/>.</summary>
    public void Update(string name, ToxicStage? stage, IReadOnlyList<string> order)
    {
        lock (gate)
        {
            chain.Update(name, stage, order, time.GetTimestamp());
            if (stage is not null) Engage();
            Settle();
        }

        work.Set();
        room.Set();
    }

    /// <inheritdoc/>
    public void Answer(Chunk chunk)
    {
        lock (gate)
        {
            chain.Push(chunk);
            Engage();
        }

        // Whoever waits for an answer of the upstream waits no more.
        Interlocked.Increment(ref received);
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
        using var ownAlarm = new Alarm(time, work);
        lock (gate)
        {
            (this.to, alarm) = (to, ownAlarm);
            if (isEngaged) Engage();
        }

        try
        {
            var buffer = new ReceiveBuffer();
            var (count, turns) = (int.MaxValue, 0);
            while (count > 0 && !connection.IsOver)
            {
                var receipt = ReceiveAsync(from, buffer.Memory);
                turns = receipt.IsCompleted ? turns + 1 : 0;
                if (turns % TurnsInARow == TurnsInARow - 1)
                    await Task.Yield();
                count = await receipt;
                if (count > 0) Count(count);
                var isPassed = MayPass();
                if (isPassed)
                {
                    await PassAsync(to, count, buffer.Memory);
                    isEndPassed = count <= 0;
                    Passed();
                }
                else
                {
                    Push(count, buffer);
                    await RoomAsync();
                }

                buffer.Fit(count >= ReceiveBuffer.SmallBytes ? from.Available : 0, isPassed);
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
        await WriterEnd();
    }

    private Task WriterEnd()
    {
        // A flow that has ended takes no writer any more: nobody would wait for it.
        lock (gate)
        {
            isWriterStarted = true;
            return writer;
        }
    }

    private async Task WriteAsync()
    {
        await Task.Yield();
        try
        {
            while (!connection.IsOver)
            {
                if (TryTake(out var chunk))
                {
                    await WriteAsync(to!, chunk);
                    if (!chunk.IsData)
                        return;
                }
                else if (isReceived && (isEndPassed || IsEmpty()))
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
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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

    private void Push(int count, ReceiveBuffer buffer)
    {
        var now = time.GetTimestamp();
        var chunk = count > 0 ? Chunk.Data(buffer.Take(count), count, now)
            : count == 0 ? Chunk.End(now)
            : Chunk.Reset(now);
        lock (gate)
        {
            chain.Push(chunk);
            Engage();
        }

        work.Set();
    }

    private bool TryTake(out Chunk chunk)
    {
        lock (gate)
        {
            isWriting = false;
            chunk = default;
            if (!isPassing)
            {
                var now = time.GetTimestamp();
                chain.Advance(now);
                isWriting = chain.TryTake(out chunk);
                if (!isWriting)
                    alarm!.Arm(chain.NextDue(), now);
                Settle();
            }
        }

        room.Set();
        return isWriting;
    }

    private async ValueTask RoomAsync()
    {
        while (!connection.IsOver && !HasRoom())
            await room.WaitAsync();
    }

    /// <inheritdoc/>
    public bool HasRoom()
    {
        lock (gate)
            return chain.HasRoom;
    }

    private bool IsEmpty()
    {
        lock (gate)
            return chain.IsEmpty;
    }

    private void Count(int bytes)
    {
        Interlocked.Add(ref received, bytes);
        counters.Received(stream, bytes);
    }

    private bool MayPass()
    {
        lock (gate)
            return isPassing = !isEngaged;
    }

    private void Passed()
    {
        lock (gate)
        {
            isPassing = false;
            if (!isEngaged) return;
        }

        work.Set();
    }

    // Called under the lock. A toxic may have something to do where nothing comes, so the writer does not wait for the first data.
    private void Engage()
    {
        isEngaged = true;
        if (to is null || isWriterStarted) return;
        isWriterStarted = true;
        writer = WriteAsync();
    }

    // Called under the lock.
    private void Settle() => isEngaged &= isWriting || !chain.IsEmpty;
}
