using System.Collections.Concurrent;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop.Telemetry;

/// <summary>Counts a whole run, and says in one line at its end what it did.</summary>
/// <param name="logger">Told when the run has ended.</param>
/// <param name="time">Times the run.</param>
public sealed partial class RunSummary(ILogger<RunSummary> logger, TimeProvider time) : IPipelineObserver
{
    private readonly long _begun = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, long> _outcomes = new();
    private long _transactions;
    private long _cancelled;
    private long _notifications;
    private long _lost;

    public void OnSettled(Settlement settlement, Settled how) =>
        _outcomes.AddOrUpdate(Outcomes.Of(settlement, how), 1, static (_, count) => count + 1);

    public void OnAttempted(CommitAttempt attempt)
    {
        if (attempt.Result is CommitResult.Committed)
            Interlocked.Increment(ref _transactions);
        else
            Interlocked.Increment(ref _cancelled);
    }

    public void OnNotified(Notification notification) => Interlocked.Increment(ref _notifications);

    public void OnLost(Delivery delivery) => Interlocked.Increment(ref _lost);

    /// <summary>Says it, to be called once, when the run has ended, however it ended.</summary>
    public void Tell() =>
        RunEnded(
            time.GetElapsedTime(_begun),
            _outcomes.IsEmpty
                ? "nothing"
                : string.Join(
                    ", ",
                    _outcomes
                        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => $"{pair.Key} {pair.Value}")
                ),
            Interlocked.Read(ref _notifications),
            Interlocked.Read(ref _transactions),
            Interlocked.Read(ref _cancelled),
            Interlocked.Read(ref _lost)
        );

    [LoggerMessage(
        EventIds.RunEnded,
        LogLevel.Information,
        "In {Took} this worker settled: {Outcomes}. It sent {Notifications} notifications and committed {Transactions} transactions; {Cancelled} did not take place; {Lost} leases were lost."
    )]
    private partial void RunEnded(
        TimeSpan took,
        string outcomes,
        long notifications,
        long transactions,
        long cancelled,
        long lost
    );
}
