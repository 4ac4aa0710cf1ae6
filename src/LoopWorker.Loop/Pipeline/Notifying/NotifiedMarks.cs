using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Writes into markers that the notifications of their events are sent, or which of them are. Only then may the messages go: until then,
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
        var unwritten = await TryWriteAsync(batch);
        foreach (var sent in batch)
        foreach (
            var result in (sent.Failure ?? unwritten) is { } failure
                ? DuplicateEvents.Failed(sent, failure)
                : DuplicateEvents.Notified(sent)
        )
            await _route(result);
    }

    // Why it failed; null if it did not.
    private async Task<NotificationFailure?> TryWriteAsync(IReadOnlyList<OwedNotifications> batch)
    {
        // One put a marker: a batch must not name a key twice.
        var puts = new Dictionary<ItemKey, Write>(batch.Count);
        foreach (var sent in batch.Where(sent => sent.Failure is null))
            puts[sent.MarkerItem.Key] = new Put(sent.MarkerAfter);
        try
        {
            if (puts.Count > 0)
                await _retries.RunAsync(
                    batch.Select(sent => sent.Delivery),
                    () => _table.WriteManyAsync([.. puts.Values], CancellationToken.None)
                );
            foreach (var sent in batch.Where(sent => sent.Failure is not null))
                await _retries.RunAsync([sent.Delivery], () => NoteRestAsync(sent));
            return null;
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return new NotificationFailure(
                RetryReasons.MarkerNotWritten,
                $"A marker could not be written: {exception.Code}, {exception.Message}"
            );
        }
    }

    // Not over what another worker has noted meanwhile, who may have sent the rest.
    private Task<WriteResult> NoteRestAsync(OwedNotifications sent) =>
        _table.PutAsync(
            new Put(sent.MarkerAfter, Condition.Equal(Attributes.Owed, sent.MarkerItem[Attributes.Owed]!)),
            CancellationToken.None
        );
}
