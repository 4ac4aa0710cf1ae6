namespace LoopWorker.Queues.InMemory.Ordering;

/// <summary>
/// Items by key, the least first; among equal keys by order. Unlike <see cref="PriorityQueue{TElement,TPriority}"/> it takes
/// any item out in logarithmic time, so nothing stale is ever kept.
/// </summary>
internal sealed class IndexedHeap<T>
{
    private const int Children = 4;
    private Slot[] _slots = [];

    public int Count { get; private set; }

    public void Add(HeapPlace<T> place, long key, long order)
    {
        if (Count == _slots.Length)
            Array.Resize(ref _slots, Math.Max(4, 2 * Count));
        Rise(Count++, new Slot(key, order, place));
    }

    public void Remove(HeapPlace<T> place)
    {
        var index = place.Index;
        place.Index = HeapPlace<T>.Nowhere;
        var last = _slots[--Count];
        _slots[Count] = default;
        if (index == Count)
            return;
        if (index > 0 && last.IsBefore(_slots[(index - 1) / Children]))
            Rise(index, last);
        else
            Sink(index, last);
    }

    /// <summary>The first item and its key; false if there is none.</summary>
    public bool TryPeek(out T first, out long key)
    {
        if (Count == 0)
        {
            (first, key) = (default!, 0);
            return false;
        }
        (first, key) = (_slots[0].Place.Item, _slots[0].Key);
        return true;
    }

    /// <summary>Takes out the first item; false if there is none.</summary>
    public bool TryTake(out T first)
    {
        if (!TryPeek(out first, out _))
            return false;
        Remove(_slots[0].Place);
        return true;
    }

    private void Rise(int index, Slot slot)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Children;
            if (!slot.IsBefore(_slots[parent]))
                break;
            Set(index, _slots[parent]);
            index = parent;
        }
        Set(index, slot);
    }

    private void Sink(int index, Slot slot)
    {
        while (true)
        {
            var child = index * Children + 1;
            if (child >= Count)
                break;
            var end = Math.Min(child + Children, Count);
            for (var other = child + 1; other < end; other++)
                if (_slots[other].IsBefore(_slots[child]))
                    child = other;
            if (!_slots[child].IsBefore(slot))
                break;
            Set(index, _slots[child]);
            index = child;
        }
        Set(index, slot);
    }

    private void Set(int index, Slot slot)
    {
        _slots[index] = slot;
        slot.Place.Index = index;
    }

    private readonly record struct Slot(long Key, long Order, HeapPlace<T> Place)
    {
        public bool IsBefore(Slot other) => Key < other.Key || (Key == other.Key && Order < other.Order);
    }
}

/// <summary>Where an item is in the one heap that this place is for.</summary>
internal sealed class HeapPlace<T>(T item)
{
    public const int Nowhere = -1;

    public T Item => item;

    public int Index { get; set; } = Nowhere;

    public bool IsTaken => Index != Nowhere;
}
