using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>A queue's definition and depth as SQS's attributes, and back. Pure.</summary>
/// <remarks>Source: Amazon SQS API Reference, CreateQueue and GetQueueAttributes.</remarks>
internal static class QueueAttributes
{
    public const string All = "All";
    public const string Arn = "QueueArn";

    private const string Visible = "ApproximateNumberOfMessages";
    private const string InFlight = "ApproximateNumberOfMessagesNotVisible";
    private const string Delayed = "ApproximateNumberOfMessagesDelayed";
    private const string VisibilityTimeout = "VisibilityTimeout";
    private const string Retention = "MessageRetentionPeriod";
    private const string Delay = "DelaySeconds";
    private const string MaximumMessageBytes = "MaximumMessageSize";
    private const string Redrive = "RedrivePolicy";
    private const string ContentBasedDeduplication = "ContentBasedDeduplication";

    // Both together are high throughput: SQS takes the second only with the first.
    // Source: Amazon SQS Developer Guide, "High throughput for FIFO queues in Amazon SQS".
    private static readonly (string Name, string Value)[] HighThroughput =
    [
        ("DeduplicationScope", "messageGroup"),
        ("FifoThroughputLimit", "perMessageGroupId"),
    ];

    public static List<string> Depth { get; } = [Visible, InFlight, Delayed];

    /// <param name="queue">What is to be created.</param>
    /// <param name="deadLetterArn">The ARN of its dead-letter queue, if it has one.</param>
    public static Dictionary<string, string> Of(QueueDefinition queue, string? deadLetterArn)
    {
        var attributes = new Dictionary<string, string>
        {
            [VisibilityTimeout] = Text(Seconds.Of(queue.VisibilityTimeout)),
            [Retention] = Text(Seconds.Of(queue.Retention)),
            [Delay] = Text(Seconds.Of(queue.Delay)),
            [MaximumMessageBytes] = Text(queue.MaximumMessageBytes),
        };
        if (queue.IsFifo)
            attributes["FifoQueue"] = "true";
        if (queue.IsFifo || queue.ContentBasedDeduplication)
            attributes[ContentBasedDeduplication] = queue.ContentBasedDeduplication ? "true" : "false";
        if (queue.HighThroughput)
            foreach (var (name, value) in HighThroughput)
                attributes[name] = value;
        if (queue.Redrive is { } redrive)
            attributes[Redrive] = Text(redrive, deadLetterArn!);
        return attributes;
    }

    /// <param name="change">What is to be otherwise from now on.</param>
    /// <param name="deadLetterArn">The ARN of the dead-letter queue, if the change names one.</param>
    public static Dictionary<string, string> Of(QueueChange change, string? deadLetterArn)
    {
        var attributes = new Dictionary<string, string>();
        if (change.VisibilityTimeout is { } timeout)
            attributes[VisibilityTimeout] = Text(Seconds.Of(timeout));
        if (change.Retention is { } retention)
            attributes[Retention] = Text(Seconds.Of(retention));
        if (change.HighThroughput)
            foreach (var (name, value) in HighThroughput)
                attributes[name] = value;
        if (change.Redrive is { } redrive)
            attributes[Redrive] = Text(redrive, deadLetterArn!);
        return attributes;
    }

    public static QueueDefinition ToDefinition(string name, IReadOnlyDictionary<string, string> attributes) =>
        new(name)
        {
            VisibilityTimeout = TimeSpan.FromSeconds(Number(attributes, VisibilityTimeout)),
            Retention = TimeSpan.FromSeconds(Number(attributes, Retention)),
            Delay = TimeSpan.FromSeconds(Number(attributes, Delay)),
            MaximumMessageBytes = (int)Number(attributes, MaximumMessageBytes),
            Redrive = ToRedrive(attributes.GetValueOrDefault(Redrive)),
            ContentBasedDeduplication = attributes.GetValueOrDefault(ContentBasedDeduplication) is "true",
            HighThroughput = HighThroughput.All(part => attributes.GetValueOrDefault(part.Name) == part.Value),
        };

    public static QueueDepth ToDepth(IReadOnlyDictionary<string, string> attributes) =>
        new(Number(attributes, Visible), Number(attributes, InFlight), Number(attributes, Delayed));

    private static RedrivePolicy? ToRedrive(string? policy) =>
        string.IsNullOrEmpty(policy) ? null
        : JsonSerializer.Deserialize(policy, RedriveJson.Default.RedrivePolicyDocument) is { } redrive
            ? new(QueueArn.NameOf(redrive.DeadLetterTargetArn), redrive.MaxReceiveCount)
        : null;

    private static long Number(IReadOnlyDictionary<string, string> attributes, string name) =>
        long.Parse(attributes.GetValueOrDefault(name, "0"), CultureInfo.InvariantCulture);

    private static string Text(RedrivePolicy redrive, string deadLetterArn) =>
        JsonSerializer.Serialize(
            new RedrivePolicyDocument(deadLetterArn, redrive.MaxReceiveCount),
            RedriveJson.Default.RedrivePolicyDocument
        );

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The value of the attribute RedrivePolicy. SQS also has the count as a string.</summary>
internal sealed record RedrivePolicyDocument(
    [property: JsonPropertyName("deadLetterTargetArn")] string DeadLetterTargetArn,
    [property: JsonPropertyName("maxReceiveCount")]
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        int MaxReceiveCount
);

[JsonSerializable(typeof(RedrivePolicyDocument))]
internal sealed partial class RedriveJson : JsonSerializerContext;
