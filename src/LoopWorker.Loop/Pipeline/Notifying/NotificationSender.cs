using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Sends what committed events owe their users, round by round: the next round begins when the markers say what this one has sent.
/// What concerns one user goes in order. While the queue is away, the line stands; a notification that is refused while others are
/// accepted waits by itself.
/// </summary>
/// <remarks>
/// A worker that dies repeats what it has sent and not noted: one round at most (<see cref="LargestRound"/>), and mostly
/// nothing, because it is between two rounds for half of the time, unless the line is long.
/// </remarks>
public sealed class NotificationSender : IStage, IDisposable
{
    /// <summary>Events in a round at most: their markers are written in one call.</summary>
    public const int LargestRound = TableLimits.BatchWrites;

    // A round that is filled saves calls of both services; nobody notices so little in a notification.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    // With so many events waiting, the next round follows without a pause.
    private const int LongLine = 4 * LargestRound;

    // Whatever a single slow call took.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private static readonly Backoff AfterRefusals = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));

    private readonly NotificationRound _round;
    private readonly HoldLimit _hold;
    private readonly ResultRoute _route;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly Batcher<WaitingEvent> _line;
    private readonly DelayQueue<WaitingEvent> _refused;
    private readonly TaskCompletionSource<IReadOnlyList<WaitingEvent>> _left = new();

    // Why the queue is away; null while it is not.
    private NotificationFailure? _away;

    internal NotificationSender(
        NotificationRound round,
        HoldLimit hold,
        ResultRoute route,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        (_round, _hold, _route, _randomness, _time) = (round, hold, route, randomness, time);
        _line = new(
            new BatchOptions
            {
                Limit = LargestRound,
                Linger = options.Linger < Linger ? Linger : options.Linger,
                Capacity = options.MaxInFlight,
            },
            SendAllAsync,
            time
        );
        _refused = new DelayQueue<WaitingEvent>(time);
    }

    public string Name => "notify";

    public Progress Progress => _line.Progress + _refused.Progress;

    public void Dispose() => _refused.Dispose();

    public async ValueTask AddAsync(OwedNotifications owed)
    {
        IReadOnlyList<Notification> notifications;
        try
        {
            notifications = [.. owed.Notifications()];
        }
#pragma warning disable CA1031 // Whatever it is, it is of this event alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = UnexpectedError.Describe("The notifications of an event cannot be made", exception);
            await EndAsync(owed, new NotificationFailure(RetryReasons.UnexpectedError, reason));
            return;
        }
        await _line.AddAsync(new WaitingEvent(owed, notifications, _refused.Now));
    }

    public Task RunAsync() => FailFast.WhenAllAsync(_line.RunAsync(), WatchAsync());

    public void Complete() => _left.TrySetResult(_refused.Close());

    private async Task WatchAsync()
    {
        while (await _refused.TakeDueAsync() is { } due)
            await AddAllAsync(due);
        // The last try of what still waits.
        await AddAllAsync(await _left.Task);
        _line.Complete();
    }

    private async Task AddAllAsync(IReadOnlyList<WaitingEvent> waiting)
    {
        foreach (var again in waiting)
            await _line.AddAsync(again);
    }

    private async Task SendAllAsync(IReadOnlyList<WaitingEvent> waiting)
    {
        while (waiting.Count > 0)
        {
            // One call is enough to find out whether the queue is back.
            var round = _away is null ? waiting : [.. waiting.Take(QueueLimits.BatchEntries)];
            var begun = _refused.Now;
            IReadOnlyList<WaitingEvent> ahead = await SendRoundAsync(await WithoutGivenUpAsync(round));
            // While the queue is away, its gate makes the pauses.
            if (_away is null)
                await PauseAsync(_refused.Now - begun);
            waiting = [.. ahead, .. waiting.Skip(round.Count)];
        }
    }

    private Task PauseAsync(TimeSpan took) =>
        _line.Waiting >= LongLine ? Task.CompletedTask : Task.Delay(took < LongestPause ? took : LongestPause, _time);

    // While the queue is away, what may not be held any more is not tried either: a worker that stops would wait for each.
    private async ValueTask<IReadOnlyList<WaitingEvent>> WithoutGivenUpAsync(IReadOnlyList<WaitingEvent> round)
    {
        if (_away is not { } failure)
            return round;
        var kept = new List<WaitingEvent>(round.Count);
        foreach (var entry in round)
            if (MayBeKept(entry.Owed))
                kept.Add(entry);
            else
                await EndAsync(entry.Owed, failure);
        return kept;
    }

    // Hands over what is to go first in the next round.
    private async Task<IReadOnlyList<WaitingEvent>> SendRoundAsync(IReadOnlyList<WaitingEvent> round)
    {
        if (round.Count == 0)
            return [];
        var unnoted = await _round.SendAsync(round);
        _away = round.Select(entry => entry.Owed.Failure).FirstOrDefault(failure => failure is { ConcernsAll: true });
        var ahead = new List<WaitingEvent>();
        foreach (var entry in round)
        {
            var owed = entry.Owed;
            if (owed.IsAnySent && unnoted is not null)
                await EndAsync(owed, unnoted);
            else if (owed.Failure is not { IsFinal: false } failure || !MayBeKept(owed))
                await EndAsync(owed, owed.Failure);
            else if (failure.ConcernsAll)
                ahead.Add(entry.Again());
            else if (!TryHold(entry.Again()))
                await EndAsync(owed, failure);
        }
        return ahead;
    }

    private bool MayBeKept(OwedNotifications owed) => owed.Deliveries.Any(_hold.Allows);

    private bool TryHold(WaitingEvent again) =>
        _refused.Add((again, _refused.Now + AfterRefusals.After(again.Tries, _randomness.NextFraction())));

    private async ValueTask EndAsync(OwedNotifications owed, NotificationFailure? failure)
    {
        foreach (var result in failure is null ? DuplicateEvents.Notified(owed) : DuplicateEvents.Failed(owed, failure))
            await _route(result);
    }
}
