using Amazon.SQS.Model;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs.Queues;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>Messages as a batch of sends, and its answer. Pure.</summary>
internal static class SentMessages
{
    public static SendMessageBatchRequest ToRequest(string queueUrl, IReadOnlyList<OutgoingMessage> messages)
    {
        var entries = new List<SendMessageBatchRequestEntry>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            entries.Add(
                new SendMessageBatchRequestEntry
                {
                    Id = BatchAnswers.IdOf(i),
                    MessageBody = message.Body,
                    DelaySeconds = message.Delay is { } delay ? Seconds.Of(delay) : null,
                    MessageGroupId = message.GroupId,
                    MessageDeduplicationId = message.DeduplicationId,
                    MessageAttributes =
                        message.Attributes.Count == 0
                            ? null
                            : message.Attributes.ToDictionary(pair => pair.Key, pair => ToValue(pair.Value)),
                    MessageSystemAttributes = message.TraceHeader is { } header ? ToSystemAttributes(header) : null,
                }
            );
        }
        return new SendMessageBatchRequest { QueueUrl = queueUrl, Entries = entries };
    }

    public static IReadOnlyList<SendOutcome> ToOutcomes(
        IReadOnlyList<OutgoingMessage> messages,
        SendMessageBatchResponse answer
    )
    {
        var outcomes = new SendOutcome[messages.Count];
        foreach (var sent in answer.Successful ?? [])
            if (BatchAnswers.IndexOf(sent.Id, outcomes.Length) is { } i)
                outcomes[i] = BodyChecksum.Fits(messages[i].Body, sent.MD5OfMessageBody)
                    ? new SendOutcome(sent.MessageId)
                    : new SendOutcome(MessageId: null, Damaged);
        foreach (var failed in answer.Failed ?? [])
            if (BatchAnswers.IndexOf(failed.Id, outcomes.Length) is { } i)
                outcomes[i] = new SendOutcome(MessageId: null, BatchAnswers.ToError(failed));
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] ??= new SendOutcome(MessageId: null, BatchAnswers.Missing);
        return outcomes;
    }

    private static EntryError Damaged { get; } =
        new(
            QueueErrors.ChecksumMismatch,
            "SQS took another body than was sent: its MD5 differs. What it took may be delivered.",
            SenderFault: false
        );

    private static Dictionary<string, MessageSystemAttributeValue> ToSystemAttributes(string traceHeader) =>
        new()
        {
            [ReceivedMessages.TraceHeader] = new MessageSystemAttributeValue
            {
                DataType = "String",
                StringValue = traceHeader,
            },
        };

    private static MessageAttributeValue ToValue(MessageAttribute attribute) =>
        new()
        {
            DataType = attribute.DataType,
            StringValue = attribute.Text,
            BinaryValue = attribute.Bytes is { } bytes ? new MemoryStream(bytes.ToArray()) : null,
        };
}
