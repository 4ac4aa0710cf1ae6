using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
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
/// <param name="table">Where the markers are.</param>
/// <param name="retries">Waits while the table does not answer.</param>
internal sealed class NotifiedMarks(ITable table, TableRetries retries)
{
    /// <summary>Notes of events what was sent.</summary>
    /// <param name="sent">Those of which at least one notification was sent.</param>
    /// <returns>Why that could not be noted; null if it is.</returns>
    /// <exception cref="TableException">If only an operator can put right what is wrong with the table.</exception>
    public async Task<NotificationFailure?> WriteAsync(IReadOnlyList<OwedNotifications> sent)
    {
        // One put a marker: a batch must not name a key twice.
        var all = sent.Where(owed => owed.Failure is null).DistinctBy(owed => owed.MarkerItem.Key);
        var rests = sent.Where(owed => owed.Failure is not null);
        try
        {
            await Task.WhenAll([.. all.Chunk(TableLimits.BatchWrites).Select(PutAsync), .. rests.Select(PutRestAsync)]);
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

    private Task PutAsync(IReadOnlyList<OwedNotifications> sent) =>
        retries.RunAsync(
            sent.SelectMany(owed => owed.Deliveries),
            () => table.WriteManyAsync([.. sent.Select(owed => new Put(owed.MarkerAfter))], CancellationToken.None)
        );

    // Not over what another worker has noted meanwhile, who may have sent the rest.
    private Task PutRestAsync(OwedNotifications owed) =>
        retries.RunAsync(
            owed.Deliveries,
            () =>
                table.PutAsync(
                    new Put(owed.MarkerAfter, Condition.Equal(Attributes.Owed, owed.MarkerItem[Attributes.Owed]!)),
                    CancellationToken.None
                )
        );
}
