using System.Collections.Immutable;

namespace LoopWorker.Queues.Metering;

/// <summary>How often a queue was called, by the SQS operation's name, and how many messages each operation moved.</summary>
public sealed record QueueUsage(ImmutableSortedDictionary<string, OperationUsage> Operations)
{
    public static QueueUsage None { get; } =
        new(ImmutableSortedDictionary.Create<string, OperationUsage>(StringComparer.Ordinal));

    public long CallsOf(string operation) => Operations.GetValueOrDefault(operation)?.Calls ?? 0;

    /// <summary>What was counted of one operation.</summary>
    public QueueUsage Only(string operation) =>
        new(Operations.RemoveRange(Operations.Keys.Where(other => other != operation)));

    public long TotalCalls => Operations.Values.Sum(operation => operation.Calls);

    public static QueueUsage operator +(QueueUsage left, QueueUsage right) => left.Combine(right, 1);

    public static QueueUsage operator -(QueueUsage left, QueueUsage right) => left.Combine(right, -1);

    public static QueueUsage Add(QueueUsage left, QueueUsage right) => left + right;

    public static QueueUsage Subtract(QueueUsage left, QueueUsage right) => left - right;

    private QueueUsage Combine(QueueUsage other, int sign)
    {
        var combined = Operations.ToBuilder();
        foreach (var (operation, usage) in other.Operations)
        {
            var (calls, messages) = combined.GetValueOrDefault(operation) ?? new OperationUsage(0, 0);
            combined[operation] = new OperationUsage(calls + sign * usage.Calls, messages + sign * usage.Messages);
        }
        return new QueueUsage(combined.ToImmutable());
    }
}

/// <summary>Calls of one operation, failed ones too, and the messages of the entries that succeeded.</summary>
public sealed record OperationUsage(long Calls, long Messages);
