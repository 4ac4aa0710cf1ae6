using System.Collections.Concurrent;
using System.Collections.Immutable;
using LoopWorker.Queues.Observing;

namespace LoopWorker.Queues.Metering;

/// <summary>
/// Counts the calls to the queues it observes, failed ones too as SQS bills them, and the messages they moved. A call counts when
/// it is made, its messages when it is answered. Safe for many threads.
/// </summary>
public sealed class QueueMeter : IQueueObserver
{
    private readonly ConcurrentDictionary<string, Counter> _operations = new();

    /// <summary>What was counted so far.</summary>
    public QueueUsage Usage =>
        new(
            _operations.ToImmutableSortedDictionary(
                pair => pair.Key,
                pair => new OperationUsage(pair.Value.Calls, pair.Value.Messages),
                StringComparer.Ordinal
            )
        );

    public void OnCalling(in QueueCallStart call) => CounterOf(call.Operation).AddCall();

    public void OnCall(in QueueCallReport report) => CounterOf(report.Call.Operation).AddMessages(report.Messages);

    private Counter CounterOf(string operation) => _operations.GetOrAdd(operation, static _ => new Counter());

    private sealed class Counter
    {
        private long _calls;
        private long _messages;

        public long Calls => Interlocked.Read(ref _calls);

        public long Messages => Interlocked.Read(ref _messages);

        public void AddCall() => Interlocked.Increment(ref _calls);

        public void AddMessages(int count) => Interlocked.Add(ref _messages, count);
    }
}
