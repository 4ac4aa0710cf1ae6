using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Holds repeats whose marker says that another worker still has to notify, and looks at the marker again until that is done.
/// If it is not done in time, they are notified of from here.
/// </summary>
/// <remarks>
/// They are kept in hand: given back, each wait would cost a message a receive, and let those behind it in its message group
/// come before it.
/// </remarks>
public sealed class NotificationTakeover : IStage, IDisposable
{
    private readonly ITable _table;
    private readonly DuplicateEvents _duplicates;
    private readonly TableRetries _retries;
    private readonly ResultRoute _route;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly DelayQueue<Waiting> _waiting;
    private readonly Batcher<Waiting> _looks;
    private readonly CancellationTokenSource _stopping = new();

    public NotificationTakeover(
        ITable table,
        DuplicateEvents duplicates,
        TableRetries retries,
        ResultRoute route,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        _table = table;
        _duplicates = duplicates;
        _retries = retries;
        _route = route;
        _randomness = randomness;
        _time = time;
        _waiting = new DelayQueue<Waiting>(time);
        _looks = new(
            new BatchOptions
            {
                Limit = TableLimits.BatchGetKeys,
                // There is no hurry: those that began to wait at about the same time share a read.
                Linger = TimeSpan.FromMilliseconds(50),
                Concurrency = 2,
                Capacity = options.MaxInFlight,
            },
            LookAsync,
            time
        );
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _waiting.Dispose();
    }

    public string Name => "take over";

    public Progress Progress => _waiting.Progress + _looks.Progress;

    /// <summary>Waits for another worker, unless its time is over.</summary>
    public ValueTask AddAsync(OwedNotifications owed)
    {
        // Counted from here on by the clock that never stands still or goes back.
        var now = _waiting.Now;
        var wait = TakeoverRules.Wait(AgeOf(owed.MarkerItem), owed.Delivery.IsLastReceive, _randomness.NextFraction());
        return RouteAllAsync(
            wait > TimeSpan.Zero ? WaitOrGiveBack(new Waiting(owed, now, now + wait)) : [TakeOver(owed)]
        );
    }

    /// <summary>Works until <see cref="GiveBack"/> or <see cref="Complete"/> has been called.</summary>
    public Task RunAsync() => FailFast.WhenAllAsync(_looks.RunAsync(), WatchAsync());

    /// <summary>What waits is for other workers, or for this one when it has started again.</summary>
    public IReadOnlyList<Delivery> GiveBack()
    {
        _stopping.Cancel();
        return [.. _waiting.Close().SelectMany(waiting => _duplicates.GivenUp(waiting.Owed))];
    }

    public void Complete() => _waiting.Close();

    private async Task WatchAsync()
    {
        while (await _waiting.TakeDueAsync() is { } due)
            foreach (var waiting in due)
                await _looks.AddAsync(waiting);
        _looks.Complete();
    }

    private async Task LookAsync(IReadOnlyList<Waiting> batch)
    {
        var markers = await _retries.ReadAsync(
            batch.Select(waiting => waiting.Owed.Delivery),
            () =>
                _table.GetAllAsync(
                    batch.Select(waiting => waiting.Owed.MarkerItem.Key),
                    Consistency.Strong,
                    _stopping.Token
                ),
            _stopping.Token
        );
        foreach (var waiting in batch)
            await RouteAllAsync(
                markers.Ending is { } ending
                    ? _duplicates.GivenUp(waiting.Owed).Select(ending)
                    : After(waiting, markers.Value!.GetValueOrDefault(waiting.Owed.MarkerItem.Key))
            );
    }

    private IEnumerable<StageResult> After(Waiting waiting, Item? stored)
    {
        var owed = waiting.Owed;
        var marker = Markers.Live(stored, _time.GetUtcNow().ToUnixTimeSeconds());
        if (marker is not null && !Markers.Read(marker).OwesAnything)
            return DuplicateEvents.Notified(owed);
        // Without its marker, the event has not taken effect any more: somebody has deleted it, or its time is over.
        if (marker is null || !owed.Delivery.MayProceed)
            return Released(owed);
        return _waiting.Now < waiting.Until ? WaitOrGiveBack(waiting) : [TakeOver(owed.AsStored(marker))];
    }

    private IEnumerable<StageResult> WaitOrGiveBack(Waiting waiting)
    {
        var now = _waiting.Now;
        var pause = TakeoverRules.NextLook(now - waiting.Since, waiting.Until - now);
        return _waiting.Add((waiting, now + pause)) ? [] : Released(waiting.Owed);
    }

    private IEnumerable<StageResult> Released(OwedNotifications owed) =>
        _duplicates.GivenUp(owed).Select(StageResult.Released);

    private static StageResult TakeOver(OwedNotifications owed)
    {
        owed.Recent.TakeOver();
        return new StageResult.Owing(owed);
    }

    private async ValueTask RouteAllAsync(IEnumerable<StageResult> results)
    {
        foreach (var result in results)
            await _route(result);
    }

    private TimeSpan? AgeOf(Item marker) =>
        Markers.WrittenAt(marker) is { } seconds
            ? TimeSpan.FromSeconds(Math.Clamp(_time.GetUtcNow().ToUnixTimeSeconds() - (double)seconds, -1e9, 1e9))
            : null;

    /// <param name="Owed">What another worker is to send.</param>
    /// <param name="Since">When it was found.</param>
    /// <param name="Until">When it is taken over.</param>
    private readonly record struct Waiting(OwedNotifications Owed, TimeSpan Since, TimeSpan Until);
}
