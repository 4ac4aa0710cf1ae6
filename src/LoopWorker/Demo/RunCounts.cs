using System.Collections.Concurrent;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Demo;

/// <summary>Counts what the worker does, and how long each message took from enqueue to settle.</summary>
public sealed class RunCounts(int expectedMessages, TimeProvider time) : IPipelineObserver
{
    private readonly ConcurrentDictionary<string, long> _outcomes = new();
    private readonly ConcurrentDictionary<string, long> _deadLetters = new();
    private readonly ConcurrentDictionary<string, long> _notifications = new();
    private readonly long[] _latencyTicks = new long[expectedMessages];
    private long _settled;
    private long _transactions;
    private long _contextWrites;
    private long _committedEvents;

    public long Settled => Interlocked.Read(ref _settled);

    public long Transactions => Interlocked.Read(ref _transactions);

    public long ContextWrites => Interlocked.Read(ref _contextWrites);

    /// <summary>Events that took effect.</summary>
    public long CommittedEvents => Interlocked.Read(ref _committedEvents);

    public long Outcome(string outcome) => _outcomes.GetValueOrDefault(outcome);

    /// <summary>Dead letters by reason, in order of the reasons' names.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> DeadLetters => Sorted(_deadLetters);

    /// <summary>Notifications by kind, in order of the kinds' names.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Notifications => Sorted(_notifications);

    public void OnSettled(Settlement settlement, Settled how)
    {
        // It has only moved on: it ends in the routing queue.
        if (settlement is Settlement.Complete { Outcome: Outcomes.Routed })
            return;
        if (settlement is Settlement.Complete complete && how == Queues.Pump.Settling.Settled.Completed)
            Count(_outcomes, complete.Outcome);
        else if (settlement is Settlement.Reject reject && how == Queues.Pump.Settling.Settled.DeadLettered)
            Count(_deadLetters, reject.Code);
        else
            return;
        var index = Interlocked.Increment(ref _settled) - 1;
        if (index < _latencyTicks.Length)
            _latencyTicks[index] = (time.GetUtcNow() - settlement.Delivery.Original.SentAt).Ticks;
    }

    public void OnAttempted(CommitAttempt attempt)
    {
        if (attempt.CommittedEvents == 0)
            return;
        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _contextWrites, attempt.CommittedUsers);
        Interlocked.Add(ref _committedEvents, attempt.CommittedEvents);
    }

    public void OnNotified(Notification notification) => Count(_notifications, notification.Kind);

    /// <summary>The latencies at the given shares (0 to 1) of all messages settled so far.</summary>
    public IReadOnlyList<TimeSpan> Percentiles(params ReadOnlySpan<double> shares)
    {
        var sorted = _latencyTicks[..(int)Math.Min(Settled, _latencyTicks.Length)];
        Array.Sort(sorted);
        var percentiles = new List<TimeSpan>();
        foreach (var share in shares)
            percentiles.Add(
                sorted.Length == 0
                    ? TimeSpan.Zero
                    : TimeSpan.FromTicks(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))])
            );
        return percentiles;
    }

    private static void Count(ConcurrentDictionary<string, long> counts, string name) =>
        counts.AddOrUpdate(name, 1, (_, count) => count + 1);

    private static List<KeyValuePair<string, long>> Sorted(ConcurrentDictionary<string, long> counts) =>
        [.. counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
}
