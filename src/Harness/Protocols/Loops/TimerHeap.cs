namespace Harness.Protocols.Loops;

/// <summary>Timers by due time: a binary heap in which each timer knows its place, so that it can be moved and removed.</summary>
internal sealed class TimerHeap
{
    private LoopTimer[] heap = new LoopTimer[64];
    private int count;

    /// <summary>When the earliest rings; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Next => count == 0 ? long.MaxValue : heap[0].Due;

    /// <summary>Adds or moves a timer.</summary>
    public void Set(LoopTimer timer, long due)
    {
        timer.Due = due;
        if (timer.Place < 0)
        {
            if (count == heap.Length) Array.Resize(ref heap, 2 * count);
            timer.Place = count++;
        }
        Settle(timer);
    }

    /// <summary>Removes a timer; nothing where it is not set.</summary>
    public void Remove(LoopTimer timer)
    {
        var place = timer.Place;
        if (place < 0) return;
        timer.Place = -1;
        var last = heap[--count];
        heap[count] = null!;
        if (ReferenceEquals(last, timer)) return;
        last.Place = place;
        Settle(last);
    }

    /// <summary>Rings all that are due by a time; those that are set meanwhile ring at the next call, so that this one ends.</summary>
    public void RunDue(long now)
    {
        for (var left = count; left > 0 && count > 0 && heap[0].Due <= now; left--)
        {
            var timer = heap[0];
            Remove(timer);
            timer.Ring();
        }
    }

    private void Settle(LoopTimer timer)
    {
        var at = timer.Place;
        for (; at > 0 && heap[(at - 1) / 2].Due > timer.Due; at = (at - 1) / 2) Put(heap[(at - 1) / 2], at);
        for (var child = Smaller(at); child < count && heap[child].Due < timer.Due; child = Smaller(at))
        {
            Put(heap[child], at);
            at = child;
        }
        Put(timer, at);
    }

    private int Smaller(int parent)
    {
        var left = (2 * parent) + 1;
        return left + 1 < count && heap[left + 1].Due < heap[left].Due ? left + 1 : left;
    }

    private void Put(LoopTimer timer, int at)
    {
        heap[at] = timer;
        timer.Place = at;
    }
}
