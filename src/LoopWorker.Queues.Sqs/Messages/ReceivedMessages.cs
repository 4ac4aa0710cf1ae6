using System.Globalization;
using Amazon.SQS.Model;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs.Queues;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>A receive's request, and the messages of its answer. Pure.</summary>
internal static class ReceivedMessages
{
    private const string ReceiveCount = "ApproximateReceiveCount";
    private const string SentAt = "SentTimestamp";
    private const string FirstReceivedAt = "ApproximateFirstReceiveTimestamp";
    private const string GroupId = "MessageGroupId";
    private const string DeduplicationId = "MessageDeduplicationId";
    private const string SequenceNumber = "SequenceNumber";
    public const string TraceHeader = "AWSTraceHeader";
    private const string DeadLetterSource = "DeadLetterQueueSourceArn";

    private static readonly List<string> SystemAttributes =
    [
        ReceiveCount,
        SentAt,
        FirstReceivedAt,
        GroupId,
        DeduplicationId,
        SequenceNumber,
        DeadLetterSource,
        TraceHeader,
    ];

    private static readonly List<string> AllAttributes = ["All"];

    public static ReceiveMessageRequest ToRequest(string queueUrl, ReceiveRequest request, string? attemptId) =>
        new()
        {
            QueueUrl = queueUrl,
            MaxNumberOfMessages = request.MaxMessages,
            WaitTimeSeconds = Seconds.Of(request.Wait),
            VisibilityTimeout = request.VisibilityTimeout is { } timeout ? Seconds.Of(timeout) : null,
            MessageSystemAttributeNames = SystemAttributes,
            MessageAttributeNames = AllAttributes,
            ReceiveRequestAttemptId = attemptId,
        };

    /// <summary>
    /// The messages whose bodies arrived whole. One that did not is left out, as if it had not been received: it comes again
    /// when its visibility timeout ends.
    /// </summary>
    public static IReadOnlyList<ReceivedMessage> Read(ReceiveMessageResponse answer)
    {
        if (answer.Messages is not { Count: > 0 } messages)
            return [];
        var received = new List<ReceivedMessage>(messages.Count);
        foreach (var message in messages)
            if (BodyChecksum.Fits(message.Body ?? "", message.MD5OfBody))
                received.Add(ToReceived(message));
        return received;
    }

    private static ReceivedMessage ToReceived(Message message)
    {
        var system = message.Attributes ?? NoSystemAttributes;
        var received = new ReceivedMessage(message.MessageId, message.ReceiptHandle, message.Body ?? "")
        {
            ReceiveCount = (int)(Number(system, ReceiveCount) ?? 1),
            SentAt = Time(system, SentAt),
            FirstReceivedAt = Time(system, FirstReceivedAt),
            GroupId = system.GetValueOrDefault(GroupId),
            DeduplicationId = system.GetValueOrDefault(DeduplicationId),
            SequenceNumber = system.GetValueOrDefault(SequenceNumber),
            DeadLetterSource = system.GetValueOrDefault(DeadLetterSource) is { } arn ? QueueArn.NameOf(arn) : null,
            TraceHeader = system.GetValueOrDefault(TraceHeader),
        };
        return message.MessageAttributes is { Count: > 0 } attributes
            ? received with
            {
                Attributes = attributes.ToDictionary(pair => pair.Key, pair => ToAttribute(pair.Value)),
            }
            : received;
    }

    private static IReadOnlyDictionary<string, string> NoSystemAttributes { get; } = new Dictionary<string, string>();

    private static MessageAttribute ToAttribute(MessageAttributeValue value) =>
        new(
            value.DataType ?? "String",
            value.StringValue,
            // The type is named because null would become an empty memory, and the attribute would have both values.
            value.BinaryValue
                is { } bytes
                ? (ReadOnlyMemory<byte>?)bytes.ToArray()
                : null
        );

    private static DateTimeOffset Time(IReadOnlyDictionary<string, string> system, string name) =>
        Number(system, name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;

    private static long? Number(IReadOnlyDictionary<string, string> system, string name) =>
        long.TryParse(system.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
