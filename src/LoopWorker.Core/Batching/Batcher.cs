using System.Threading.Channels;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;

namespace LoopWorker.Core.Batching;

/// <summary>
/// A bounded channel whose items are handled in batches: what is waiting, up to a limit. While earlier batches are under
/// way the next one fills, so batches grow with the load and a lone item hardly waits.
/// </summary>
/// <param name="options">Sizes and times.</param>
/// <param name="handle">Handles a batch. It is called in the order of the items; what it throws ends the batcher at once.</param>
/// <param name="time">Times the linger.</param>
public sealed class Batcher<T>(BatchOptions options, Func<IReadOnlyList<T>, Task> handle, TimeProvider time)
{
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(
        new BoundedChannelOptions(options.Capacity) { SingleReader = true }
    );
    private readonly BoundedTasks _underWay = new(options.Concurrency);
    private readonly ProgressMeter _progress = new(time);
    private volatile bool _completed;

    /// <summary>How many items wait for their batch.</summary>
    public int Waiting => _channel.Reader.Count;

    /// <summary>What was added and is not handled.</summary>
    public Progress Progress => _progress.Progress;

    /// <summary>Adds an item, waiting while the channel is full.</summary>
    /// <exception cref="ChannelClosedException">After <see cref="Complete"/>.</exception>
    public ValueTask AddAsync(T item) => TryAdd(item) ? ValueTask.CompletedTask : WaitAndAddAsync(item);

    /// <summary>Adds an item if there is room. False also after <see cref="Complete"/>.</summary>
    public bool TryAdd(T item)
    {
        if (!_channel.Writer.TryWrite(item))
            return false;
        _progress.Took();
        return true;
    }

    /// <summary>No more items will come; <see cref="RunAsync"/> ends when those waiting are handled.</summary>
    public void Complete()
    {
        _completed = true;
        _channel.Writer.TryComplete();
    }

    /// <summary>Handles batches until completed and empty.</summary>
    public Task RunAsync() => _underWay.WatchAsync(HandleAllAsync());

    private async ValueTask WaitAndAddAsync(T item)
    {
        await _channel.Writer.WriteAsync(item);
        _progress.Took();
    }

    private async Task HandleAllAsync()
    {
        var reader = _channel.Reader;
        while (await reader.WaitToReadAsync())
        {
            await _underWay.WaitForRoomAsync();
            if (options.Linger > TimeSpan.Zero && reader.Count < options.Limit && !_completed)
                await Task.Delay(options.Linger, time);
            var batch = new List<T>(Math.Min(options.Limit, reader.Count));
            while (batch.Count < options.Limit && reader.TryRead(out var item))
                batch.Add(item);
            if (batch.Count > 0)
                _underWay.Add(HandleAsync(batch));
        }
        await _underWay.FinishAsync();
    }

    private async Task HandleAsync(List<T> batch)
    {
        await handle(batch);
        _progress.Done(batch.Count);
    }
}
