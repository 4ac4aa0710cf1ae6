using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Ordering;

/// <summary>
/// Failed messages of FIFO queues that are tried again while they are in hand, because others of their group are behind them. Given back,
/// each of those would lose a receive with every failure of the first, and be dead with it; so the first one alone uses up its attempts.
/// </summary>
/// <param name="entrance">Knows what is behind what.</param>
/// <param name="pauses">Between attempts.</param>
/// <param name="route">Takes them back in.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the pauses.</param>
public sealed class RetriesInHand(
    OrderedEntrance entrance,
    Backoff pauses,
    ResultRoute route,
    Randomness randomness,
    TimeProvider time
) : IStage, IDisposable
{
    private readonly DelayQueue<StageResult.Read> _waiting = new(time);

    public string Name => "order";

    public Progress Progress => _waiting.Progress;

    public void Dispose() => _waiting.Dispose();

    /// <summary>Takes a failed message over; false if it is to be given back instead.</summary>
    public bool TryRetry(Settlement.Retry retry)
    {
        var delivery = retry.Delivery;
        if (retry.IsFinal || !delivery.Lease.IsHeld || entrance.Recall(delivery) is not { } again)
            return false;
        delivery.BeginAttempt();
        var pause = pauses.SecondsAfter(delivery.Attempt - 1, randomness.NextFraction());
        return _waiting.Add((again, _waiting.Now + pause));
    }

    /// <summary>
    /// Takes a message back in that was called back because one before it failed, and was found on its way; false if it is to be given back.
    /// </summary>
    public async ValueTask<bool> TryReturnAsync(Delivery delivery)
    {
        if (!delivery.Lease.IsHeld || entrance.Return(delivery) is not { } again)
            return false;
        await route(again);
        return true;
    }

    public async Task RunAsync()
    {
        while (await _waiting.TakeDueAsync() is { } due)
            foreach (var again in due)
                await route(again);
    }

    public IReadOnlyList<Delivery> GiveBack() => [.. _waiting.Close().Select(again => again.Event.Delivery)];

    /// <summary>Nothing to do: it ends when it has given back what waits.</summary>
    public void Complete() { }
}
