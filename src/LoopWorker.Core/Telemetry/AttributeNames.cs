namespace LoopWorker.Core.Telemetry;

/// <summary>The names of attributes of metrics and spans: OpenTelemetry's conventions as of 2026, and our own.</summary>
public static class AttributeNames
{
    public const string MessagingSystem = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string MessageId = "messaging.message.id";
    public const string BatchMessageCount = "messaging.batch.message_count";
    public const string DatabaseSystem = "db.system.name";
    public const string DatabaseOperation = "db.operation.name";
    public const string DatabaseCollection = "db.collection.name";
    public const string DatabaseBatchSize = "db.operation.batch.size";
    public const string ErrorType = "error.type";

    /// <summary>The value of <see cref="MessagingSystem"/>.</summary>
    public const string Sqs = "aws_sqs";

    /// <summary>The value of <see cref="DatabaseSystem"/>.</summary>
    public const string DynamoDb = "aws.dynamodb";

    /// <summary>What became of a message or event, one word.</summary>
    public const string Outcome = "loopworker.outcome";

    /// <summary>The type of an event, as on the wire.</summary>
    public const string EventType = "loopworker.event.type";

    /// <summary>A code of a dead letter.</summary>
    public const string Code = "loopworker.code";

    /// <summary>Why something was done, one word.</summary>
    public const string Reason = "loopworker.reason";

    /// <summary>Which of a few sorts.</summary>
    public const string Kind = "loopworker.kind";

    /// <summary>Users of a commit.</summary>
    public const string Users = "loopworker.commit.users";
}
