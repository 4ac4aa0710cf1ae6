using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Telemetry;

/// <summary>Adds a span for each transaction, by OpenTelemetry's conventions for databases: one serves many events.</summary>
/// <param name="spans">Of the messages.</param>
/// <param name="table">The table's name.</param>
public sealed class CommitSpans(MessageSpans spans, string table) : IPipelineObserver
{
    public void OnAttempted(CommitAttempt attempt) =>
        spans.AddShared(
            attempt.Events.Select(received => received.Delivery),
            attempt,
            Describe,
            attempt.Took,
            ErrorOf(attempt.Result)
        );

    private SharedSpan Describe(CommitAttempt attempt) =>
        new(
            $"commit {table}",
            [
                new(AttributeNames.DatabaseSystem, AttributeNames.DynamoDb),
                new(AttributeNames.DatabaseOperation, "TransactWriteItems"),
                new(AttributeNames.DatabaseCollection, table),
                new(AttributeNames.DatabaseBatchSize, attempt.Plan.Writes.Count),
                new(AttributeNames.Users, attempt.Plan.Users.Count),
                new(AttributeNames.Outcome, CommitMetrics.OutcomeOf(attempt.Result)),
            ]
        );

    private static string? ErrorOf(CommitResult result) =>
        result switch
        {
            CommitResult.Committed => null,
            CommitResult.Failed(var reason) => reason.Code,
            _ => "cancelled",
        };
}
