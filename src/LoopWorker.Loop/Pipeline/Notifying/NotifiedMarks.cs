using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Writes into markers that the notifications of their events are sent. Only then may the messages go: until then,
/// redelivery would send again what the marker says is owed.
/// </summary>
public sealed class NotifiedMarks : IStage
{
    private readonly ITable _table;
    private readonly TableRetries _retries;
    private readonly ResultRoute _route;
    private readonly Batcher<OwedNotifications> _marks;

    public NotifiedMarks(
        ITable table,
        TableRetries retries,
        ResultRoute route,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _table = table;
        _retries = retries;
        _route = route;
        _marks = new(
            new BatchOptions
            {
                Limit = TableLimits.BatchWrites,
                Linger = options.Linger,
                Concurrency = 4,
                Capacity = options.MaxInFlight,
            },
            MarkAsync,
            time
        );
    }

    public string Name => "mark";

    public Progress Progress => _marks.Progress;

    public ValueTask AddAsync(OwedNotifications sent) => _marks.AddAsync(sent);

    public Task RunAsync() => _marks.RunAsync();

    public void Complete() => _marks.Complete();

    private async Task MarkAsync(IReadOnlyList<OwedNotifications> batch)
    {
        var failure = await TryWriteAsync(batch);
        foreach (var sent in batch)
        foreach (
            var result in failure is null
                ? DuplicateEvents.Notified(sent)
                : DuplicateEvents.Failed(sent, RetryReasons.MarkerNotWritten, failure)
        )
            await _route(result);
    }

    // Why it failed; null if it did not.
    private async Task<string?> TryWriteAsync(IReadOnlyList<OwedNotifications> batch)
    {
        // One put a marker: a batch must not name a key twice.
        var puts = new Dictionary<ItemKey, Write>(batch.Count);
        foreach (var sent in batch)
            puts[sent.MarkerItem.Key] = new Put(Markers.Notified(sent.MarkerItem));
        try
        {
            await _retries.RunAsync(
                batch.Select(sent => sent.Delivery),
                () => _table.WriteManyAsync([.. puts.Values], CancellationToken.None)
            );
            return null;
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return $"A marker could not be written: {exception.Code}, {exception.Message}";
        }
    }
}
