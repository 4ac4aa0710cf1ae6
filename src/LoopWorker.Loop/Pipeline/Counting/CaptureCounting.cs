using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Counting;

/// <summary>
/// Counts captures by merchant and day, each once: its marker says that it is to be counted, and is changed in the transaction that
/// counts it. It is no part of the commit, for all that buy at one merchant's would get in each other's way there.
/// </summary>
/// <remarks>
/// It stands in the way of the message's deletion, as what a user is owed does, so a crash leads to redelivery, and that finishes the work. What
/// concerns one user stays in order, as all that owes anything passes here, one batch at a time.
/// </remarks>
internal sealed class CaptureCounting : IStage
{
    // Company makes a count cheaper, and nobody is waiting for it.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    private static readonly Backoff AfterConflicts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));

    private readonly ITable _table;
    private readonly TableRetries _retries;
    private readonly HoldLimit _hold;
    private readonly ResultRoute _route;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly Batcher<OwedNotifications> _line;

    public CaptureCounting(
        ITable table,
        TableRetries retries,
        HoldLimit hold,
        ResultRoute route,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        (_table, _retries, _hold, _route, _randomness, _time) = (table, retries, hold, route, randomness, time);
        _line = new(
            new BatchOptions
            {
                Limit = CountPlan.LargestBatch,
                Linger = Linger,
                Capacity = options.MaxInFlight,
            },
            CountAsync,
            time
        );
    }

    public string Name => "count";

    public Progress Progress => _line.Progress;

    public ValueTask AddAsync(OwedNotifications owed) => _line.AddAsync(owed);

    public Task RunAsync() => _line.RunAsync();

    public void Complete() => _line.Complete();

    private async Task CountAsync(IReadOnlyList<OwedNotifications> batch)
    {
        var failures = await CountAllAsync([
            .. batch.Where(owed => owed.IsUncounted).DistinctBy(owed => owed.MarkerItem.Key),
        ]);
        foreach (var owed in batch)
            if (failures.TryGetValue(owed.MarkerItem.Key, out var failure))
                foreach (var result in DuplicateEvents.Failed(owed, failure))
                    await _route(result);
            else
                await _route(new StageResult.Counted(owed.Counted()));
    }

    // Hands over what could not be counted, by its marker.
    private async Task<Dictionary<ItemKey, NotificationFailure>> CountAllAsync(List<OwedNotifications> left)
    {
        var failures = new Dictionary<ItemKey, NotificationFailure>();
        for (var conflicts = 1; left.Count > 0; )
        {
            var plan = CountPlan.Of(left, _time.GetUtcNow().ToUnixTimeSeconds());
            if (await TryAsync(plan) is not { } obstacles)
                break;
            foreach (var (marker, reason) in obstacles.Refused)
                failures[marker] = NotCounted(reason);
            left = [.. left.Where(owed => !IsOver(obstacles, owed.MarkerItem.Key))];
            if (left.Count < plan.Events.Count)
                continue;
            if (!left.Any(owed => owed.Deliveries.Any(_hold.Allows)))
                return Fail(left, "others kept counting for the same merchants");
            await Task.Delay(AfterConflicts.After(conflicts++, _randomness.NextFraction()), _time);
        }
        return failures;

        async Task<CountObstacles?> TryAsync(CountPlan plan)
        {
            TransactionResult result;
            var token = _randomness.NextId();
            try
            {
                result = await _retries.RunAsync(
                    plan.Events.SelectMany(owed => owed.Deliveries),
                    () => _table.TransactAsync(plan.Writes, token, CancellationToken.None)
                );
            }
            catch (TableException exception) when (!exception.NeedsOperator)
            {
                Fail(plan.Events, $"{exception.Code}, {exception.Message}");
                return null;
            }
            return result.Committed ? null : plan.Read(result.Reasons);
        }

        Dictionary<ItemKey, NotificationFailure> Fail(IReadOnlyList<OwedNotifications> events, string reason)
        {
            foreach (var owed in events)
                failures[owed.MarkerItem.Key] = NotCounted(reason);
            return failures;
        }
    }

    private static bool IsOver(CountObstacles obstacles, ItemKey marker) =>
        obstacles.Counted.Contains(marker) || obstacles.Refused.ContainsKey(marker);

    private static NotificationFailure NotCounted(string reason) =>
        new(RetryReasons.MarkerNotWritten, $"A capture could not be counted for its merchant: {reason}");
}
