using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Contexts;

/// <summary>
/// Reads the contexts of lanes whose events have come without: where one partition is over its throughput, its user's events wait here, and
/// the batch that they came with goes on.
/// </summary>
/// <param name="lanes">Say which.</param>
/// <param name="contexts">Reads them.</param>
/// <param name="retries">Says when the table may be called.</param>
/// <param name="hold">How long messages may be kept.</param>
/// <param name="share">How many of one user.</param>
/// <param name="route">Takes what ends.</param>
public sealed class ContextReading(
    UserLanes lanes,
    ContextLoader contexts,
    TableRetries retries,
    HoldLimit hold,
    UserShare share,
    ResultRoute route
) : IStage
{
    public string Name => "resolve";

    public Progress Progress => lanes.ReadingProgress;

    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async Task RunAsync()
    {
        while (await lanes.TakeUnreadAsync() is { } unread)
            foreach (var batch in unread.Chunk(TableLimits.BatchGetKeys))
                await ReadAsync(batch);
    }

    public void Complete() => lanes.EndReading();

    private async Task ReadAsync(IReadOnlyList<UserLane> batch)
    {
        var read = ContextLoader.NothingRead;
        var (code, reason) = (RetryReasons.HotPartition, "The partition of the user is over its throughput.");
        try
        {
            read = await retries.OnceAsync(
                () => contexts.LoadAsync([.. batch.Select(lane => lane.User)], CancellationToken.None),
                concernsAll: batch.Count > 1
            );
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            (code, reason) = (RetryReasons.Of(exception), exception.Reason);
        }
        foreach (var lane in batch)
            await ReturnAsync(lane, read.GetValueOrDefault(lane.User), code, reason);
    }

    private async Task ReturnAsync(
        UserLane lane,
        (ContextSnapshot? Snapshot, string? Error) read,
        string code,
        string reason
    )
    {
        if (read.Snapshot is { } context)
            lanes.ReturnRead(lane, context);
        else if (read.Error is { } error)
            foreach (var stranded in lanes.ReturnUnreadable(lane))
                await route(StageResult.ToRetry(stranded.Delivery, RetryReasons.ContextUnreadable, error));
        else
        {
            foreach (var excess in lanes.TakeExcess(lane, share.Events, UserShare.MayPutOff))
                await route(new StageResult.Ended(share.PutOff(excess)));
            foreach (var late in lanes.TakeExcess(lane, 0, received => !hold.Allows(received.Delivery)))
                await route(new StageResult.Ended(share.GiveBack(late, code, reason)));
            lanes.ReturnUnread(lane);
        }
    }
}
