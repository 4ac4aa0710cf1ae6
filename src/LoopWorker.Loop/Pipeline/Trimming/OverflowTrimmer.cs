using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Trimming;

/// <summary>
/// Deletes the captures that have fallen out of their rings, in batches. Their keys stay in the context until a later
/// commit finds them confirmed, so what a crash, a failure or a lack of room leaves undone is done after the user's next event.
/// </summary>
public sealed class OverflowTrimmer(ITable table, PipelineOptions options, TimeProvider time) : IStage
{
    private readonly Batcher<(UserLane Lane, long Second)> _deletes = new(
        new BatchOptions
        {
            Limit = TableLimits.BatchWrites,
            Linger = options.Linger,
            Concurrency = 2,
            Capacity = options.MaxInFlight,
        },
        batch => DeleteAsync(table, batch),
        time
    );

    public string Name => "trim";

    public Progress Progress => _deletes.Progress;

    /// <summary>
    /// Takes captures over to delete them, if there is room. Nothing waits for that: the commit that this comes from holds up others, and the
    /// user's next commit names them again.
    /// </summary>
    public ValueTask AddAsync(StageResult.Overflowing overflowing)
    {
        foreach (var second in overflowing.Keys)
            if (!_deletes.TryAdd((overflowing.Lane, second)))
                overflowing.Lane.Overflow.GiveUp(second);
        return ValueTask.CompletedTask;
    }

    public Task RunAsync() => _deletes.RunAsync();

    public void Complete() => _deletes.Complete();

    private static async Task DeleteAsync(ITable table, IReadOnlyList<(UserLane Lane, long Second)> batch)
    {
        var deletes = new Dictionary<ItemKey, Write>(batch.Count);
        foreach (var (lane, second) in batch)
        {
            var key = Keys.Pending(lane.User, second);
            deletes[key] = new Delete(key);
        }
        try
        {
            await table.WriteManyAsync([.. deletes.Values], CancellationToken.None);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            foreach (var (lane, second) in batch)
                lane.Overflow.GiveUp(second);
            return;
        }
        foreach (var (lane, second) in batch)
            lane.Overflow.Confirm(second);
    }
}
