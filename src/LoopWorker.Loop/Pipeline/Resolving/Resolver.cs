using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Finds each event's user and the user's context, in batched reads for all that is waiting, and reserves the user's lane.
/// Batches are read side by side but handed on in order, so one user's events keep theirs.
/// </summary>
public sealed class Resolver : IStage, IDisposable
{
    private readonly CardLookup _cards;
    private readonly LaneReservation _reservation;
    private readonly DuplicateEvents _duplicates;
    private readonly TableRetries _retries;
    private readonly ResultRoute _route;
    private readonly Batcher<ReceivedEvent> _batches;
    private readonly CancellationTokenSource _stopping = new();
    private Task _handedOn = Task.CompletedTask;

    public Resolver(
        CardLookup cards,
        LaneReservation reservation,
        DuplicateEvents duplicates,
        TableRetries retries,
        ResultRoute route,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _cards = cards;
        _reservation = reservation;
        _duplicates = duplicates;
        _retries = retries;
        _route = route;
        _batches = new(
            new BatchOptions
            {
                Limit = TableLimits.BatchGetKeys,
                Concurrency = options.ResolveConcurrency,
                Capacity = options.MaxInFlight,
            },
            ResolveInOrderAsync,
            time
        );
    }

    public void Dispose() => _stopping.Dispose();

    public string Name => "resolve";

    public Progress Progress => _batches.Progress;

    public ValueTask AddAsync(ReceivedEvent received) => _batches.AddAsync(received);

    public Task RunAsync() => _batches.RunAsync();

    /// <summary>What waits or is being looked up is released from now on, for nothing has begun for it.</summary>
    public IReadOnlyList<Delivery> GiveBack()
    {
        _stopping.Cancel();
        return [];
    }

    public void Complete() => _batches.Complete();

    /// <summary>Reserves the lane of a purchase whose card was linked to a user meanwhile.</summary>
    public IAsyncEnumerable<StageResult> ReserveAsync(StageResult.Matched matched) =>
        _reservation.ReserveAsync([(matched.Event, matched.User)], _stopping.Token);

    private async Task ResolveInOrderAsync(IReadOnlyList<ReceivedEvent> batch)
    {
        var before = _handedOn;
        var handedOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handedOn = handedOn.Task;
        try
        {
            var results = new List<StageResult>(batch.Count);
            await foreach (var result in ResolveAsync(batch))
                results.Add(result);
            await before;
            foreach (var result in results)
                await _route(result);
        }
        finally
        {
            handedOn.SetResult();
        }
    }

    private async IAsyncEnumerable<StageResult> ResolveAsync(IReadOnlyList<ReceivedEvent> batch)
    {
        // 1. What is no longer ours, or has come too late, is for another; a duplicate needs no reading.
        var open = new List<ReceivedEvent>(batch.Count);
        foreach (var received in batch)
            if (!received.Delivery.MayProceed || _stopping.IsCancellationRequested)
                yield return StageResult.Released(received.Delivery);
            else if (_duplicates.Examine(received) is not { IsDuplicate: true } duplicate)
                open.Add(received);
            else if (duplicate.Result is { } result)
                yield return result;

        if (open.Count == 0)
            yield break;

        // 2. Whose the cards are. The message says so itself if it has been routed.
        var cards = open.Where(received => received.RoutedTo is null)
            .Select(received => received.Event)
            .OfType<CardEvent>()
            .Select(ofCard => ofCard.CardFingerprint);
        var read = await _retries.ReadAsync(
            open.Select(received => received.Delivery),
            () => _cards.FindAsync(cards, _stopping.Token),
            _stopping.Token
        );
        if (read.Ending is not null)
        {
            foreach (var received in open)
                yield return read.Ending(received.Delivery);
            yield break;
        }

        // 3. Whose the events are.
        var owned = new List<(ReceivedEvent, string)>(open.Count);
        foreach (var received in open)
            if (UserOf(received, read.Value!) is not (var user, true))
                yield return new StageResult.Unmatched(received);
            else if (user is null)
                yield return CardLookup.Unreadable(received.Delivery);
            else if (received.IsToBeRouted)
                yield return new StageResult.ToRoute(received, user);
            else
                owned.Add((received, user));

        // 4. Their lanes.
        await foreach (var reserved in _reservation.ReserveAsync(owned, _stopping.Token))
            yield return reserved;
    }

    // Whether it is anyone's, and whose; the user is null where the card's item does not say.
    private static (string? User, bool IsMatched) UserOf(
        ReceivedEvent received,
        IReadOnlyDictionary<string, string?> usersByCard
    ) =>
        (received.RoutedTo, received.Event) switch
        {
            ({ } user, _) => (user, true),
            (_, UserEvent ofUser) => (ofUser.UserPubkey, true),
            (_, CardEvent ofCard) => usersByCard.TryGetValue(ofCard.CardFingerprint, out var user)
                ? (user, true)
                : (null, false),
            _ => throw new ArgumentOutOfRangeException(nameof(received)),
        };
}
