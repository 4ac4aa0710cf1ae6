using System.Threading.Channels;
using LoopWorker.Core.Progressing;

namespace LoopWorker.Core.Batching;

/// <summary>
/// A <see cref="Batcher{T}"/> for each key, made when the key is first seen: items of one key go together, those of different
/// keys side by side. For keys that are few and stay.
/// </summary>
/// <param name="options">Of each batcher.</param>
/// <param name="handle">Handles a batch of a key. What it throws ends all.</param>
/// <param name="time">Times the linger.</param>
public sealed class KeyedBatcher<TKey, T>(
    BatchOptions options,
    Func<TKey, IReadOnlyList<T>, Task> handle,
    TimeProvider time
)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Batcher<T>> _batchers = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Batcher<T>[] _all = [];
    private int _running;
    private bool _completed;

    /// <summary>What was added and is not handled, of all keys: it stands as long as the one that stands longest.</summary>
    public Progress Progress => Progress.Of(_all, static batcher => batcher.Progress);

    /// <summary>Adds an item, waiting while there is no room for another of its key.</summary>
    /// <exception cref="ChannelClosedException">After <see cref="Complete"/>.</exception>
    public ValueTask AddAsync(TKey key, T item) => BatcherOf(key).AddAsync(item);

    /// <summary>No more items will come; <see cref="RunAsync"/> ends when those waiting are handled.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var batcher in _batchers.Values)
                batcher.Complete();
            if (_running == 0)
                _ended.TrySetResult();
        }
    }

    /// <summary>Ends when completed and all is handled, or with what handling threw.</summary>
    public async Task RunAsync() => await _ended.Task;

    private Batcher<T> BatcherOf(TKey key)
    {
        Batcher<T>? batcher;
        lock (_lock)
        {
            if (_batchers.TryGetValue(key, out batcher))
                return batcher;
            if (_completed)
                throw new ChannelClosedException();
            batcher = new Batcher<T>(options, items => handle(key, items), time);
            _batchers.Add(key, batcher);
            _all = [.. _batchers.Values];
            _running++;
        }
        _ = WatchAsync(batcher);
        return batcher;
    }

    // Its fault is that of all: nothing is thrown here.
    private async Task WatchAsync(Batcher<T> batcher)
    {
        try
        {
            await batcher.RunAsync();
        }
#pragma warning disable CA1031 // Whatever it is, it comes out of RunAsync.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _ended.TrySetException(exception);
            return;
        }
        lock (_lock)
            if (--_running == 0 && _completed)
                _ended.TrySetResult();
    }
}
