using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Queues.Pump.Leases;

/// <summary>
/// Knows every message in hand from receive to settle, and extends in batches those whose visibility timeout runs low.
/// Tells of each that is lost all the same.
/// </summary>
public sealed class VisibilityKeeper : IDisposable, IStage
{
    private readonly RenewalRules _rules;
    private readonly IKeeperObserver _observer;
    private readonly DelayQueue<LeaseWatch> _schedule;
    private readonly Batcher<LeaseWatch> _renewals;

    /// <param name="rules">When to extend.</param>
    /// <param name="observer">Told of renewals and losses.</param>
    /// <param name="capacity">Messages in hand at most.</param>
    /// <param name="time">The clock of the leases.</param>
    public VisibilityKeeper(RenewalRules rules, IKeeperObserver observer, int capacity, TimeProvider time)
    {
        _rules = rules;
        _observer = observer;
        _schedule = new DelayQueue<LeaseWatch>(time);
        _renewals = new(
            new BatchOptions
            {
                Limit = QueueLimits.BatchEntries,
                Linger = TimeSpan.FromMilliseconds(50),
                Concurrency = 4,
                Capacity = capacity,
            },
            RenewAsync,
            time
        );
    }

    public string Name => "keep";

    public Progress Progress => _schedule.Progress + _renewals.Progress;

    /// <summary>Keeps messages from now on, until each is settled or lost.</summary>
    public void Keep(IEnumerable<Delivery> deliveries) =>
        Watch([.. deliveries.Select(delivery => new LeaseWatch(delivery))]);

    /// <summary>Works until <see cref="Complete"/> has been called.</summary>
    public Task RunAsync() => FailFast.WhenAllAsync(_renewals.RunAsync(), WatchAsync());

    /// <summary>Nothing is in hand any more.</summary>
    public void Complete() => _schedule.Close();

    public void Dispose() => _schedule.Dispose();

    private async Task WatchAsync()
    {
        while (await _schedule.TakeDueAsync() is { } due)
            foreach (var watch in due.Where(watch => watch.IsWanted))
                switch (_rules.Decide(watch.Times, _schedule.Now))
                {
                    case RenewalAction.Renew:
                        await _renewals.AddAsync(watch);
                        break;
                    case RenewalAction.Lost:
                        await _observer.OnLostAsync(watch.Delivery);
                        break;
                    default:
                        Watch([watch]);
                        break;
                }
        _renewals.Complete();
    }

    private async Task RenewAsync(IReadOnlyList<LeaseWatch> batch)
    {
        foreach (var group in batch.Where(watch => watch.IsWanted).GroupBy(watch => watch.Delivery.Source))
        {
            var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                var renewing = group.ToLookup(watch => watch.Lease.TryBeginRenewal(finished.Task));
                // Settled or lost since it was found low; what is lost is told so by the next look.
                Watch([.. renewing[false]]);
                if (renewing[true].Any())
                    Watch(await RenewAsync(group.Key, [.. renewing[true]]));
            }
            finally
            {
                finished.SetResult();
            }
        }
    }

    // Those to be watched on.
    private async Task<List<LeaseWatch>> RenewAsync(Source source, List<LeaseWatch> watches)
    {
        var askedAt = _schedule.Now;
        var outcomes = await ChangeVisibilityAsync(source, watches);
        for (var i = 0; i < watches.Count; i++)
        {
            var (watch, error) = (watches[i], outcomes[i].Error);
            watch.FailedAt = error is null ? null : _schedule.Now;
            if (error is null)
                watch.Lease.Extend(askedAt);
            else if (error.SenderFault)
                watch.Lease.Lose();
        }
        _observer.OnRenewed(outcomes.Count(outcome => outcome.Succeeded));
        return watches;
    }

    private static async Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        Source source,
        List<LeaseWatch> watches
    )
    {
        try
        {
            return await source.Queue.ChangeVisibilityAsync(
                [.. watches.Select(watch => watch.Extension)],
                CancellationToken.None
            );
        }
        catch (QueueException exception) when (!exception.NeedsOperator)
        {
            var failure = new EntryOutcome(new EntryError(exception.Code, exception.Message, !exception.IsTransient));
            return [.. watches.Select(_ => failure)];
        }
    }

    private void Watch(IReadOnlyList<LeaseWatch> watches) =>
        _schedule.Add(watches.Select(watch => (watch, _rules.NextLook(watch.Times))));
}

/// <summary>Is told what a <see cref="VisibilityKeeper"/> does.</summary>
public interface IKeeperObserver
{
    /// <summary>So many messages were extended.</summary>
    void OnRenewed(int messages);

    /// <summary>A message is ours no more, and was not settled.</summary>
    ValueTask OnLostAsync(Delivery delivery);
}
