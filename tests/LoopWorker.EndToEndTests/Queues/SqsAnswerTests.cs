using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Answers that are not all success.</summary>
public sealed class SqsAnswerTests
{
    private const string Md5OfA = "0cc175b9c0f1b6a831c399e269772661";

    [Fact]
    public Task Entries_are_reported_in_the_order_of_the_request_whatever_the_answers() =>
        WithAnswerAsync(
            """
            {"Successful":[{"Id":"2"}],"Failed":[{"Id":"0","Code":"AWS.SimpleQueueService.MessageNotInflight","SenderFault":true,"Message":"m"},{"Id":"99","Code":"x","SenderFault":false}]}
            """,
            async queue =>
            {
                var outcomes = await queue.DeleteAsync(["a", "b", "c"], CancellationToken.None);
                Assert.Equal([false, false, true], outcomes.Select(outcome => outcome.Succeeded));
                Assert.Equal(new EntryError(QueueErrors.MessageNotInFlight, "m", SenderFault: true), outcomes[0].Error);
                // The answer does not speak of it.
                Assert.Equal(QueueErrors.InternalError, outcomes[1].Error!.Code);
                Assert.False(outcomes[1].Error!.SenderFault);
            }
        );

    [Fact]
    public Task A_message_that_SQS_took_otherwise_than_sent_has_failed() =>
        WithAnswerAsync(
            $$"""
            {"Successful":[{"Id":"1","MessageId":"m1","MD5OfMessageBody":"{{Md5OfA}}"},{"Id":"0","MessageId":"m0","MD5OfMessageBody":"{{Md5OfA}}"}]}
            """,
            async queue =>
            {
                var outcomes = await queue.SendAsync([new("a"), new("b"), new("c")], CancellationToken.None);
                Assert.Equal(new SendOutcome("m0"), outcomes[0]);
                Assert.Equal(QueueErrors.ChecksumMismatch, outcomes[1].Error!.Code);
                Assert.False(outcomes[1].Error!.SenderFault);
                Assert.Equal(QueueErrors.InternalError, outcomes[2].Error!.Code);
            }
        );

    [Fact]
    public Task A_message_that_arrives_damaged_is_left_to_come_again() =>
        WithAnswerAsync(
            $$"""
            {"Messages":[{"MessageId":"m0","ReceiptHandle":"h0","Body":"damaged","MD5OfBody":"{{Md5OfA}}"},{"MessageId":"m1","ReceiptHandle":"h1","Body":"a","MD5OfBody":"{{Md5OfA}}"}]}
            """,
            async queue =>
                Assert.Equal(
                    "m1",
                    Assert.Single(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None)).MessageId
                )
        );

    [Fact]
    public Task A_message_has_what_SQS_tells_of_it() =>
        WithAnswerAsync(
            $$$$"""
            {"Messages":[{"MessageId":"m","ReceiptHandle":"h","Body":"a","MD5OfBody":"{{{{Md5OfA}}}}",
              "Attributes":{"ApproximateReceiveCount":"3","SentTimestamp":"1767225600123","ApproximateFirstReceiveTimestamp":"1767225601456",
                "MessageGroupId":"g","MessageDeduplicationId":"d","SequenceNumber":"18850","DeadLetterQueueSourceArn":"arn:aws:sqs:us-east-1:000000000000:source"},
              "MessageAttributes":{"s":{"DataType":"String","StringValue":"x"},"b":{"DataType":"Binary","BinaryValue":"AP8="}}}]}
            """,
            async queue =>
            {
                var message = Assert.Single(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));
                Assert.Equal(
                    ("m", "h", "a", 3),
                    (message.MessageId, message.ReceiptHandle, message.Body, message.ReceiveCount)
                );
                Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767225600123), message.SentAt);
                Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767225601456), message.FirstReceivedAt);
                Assert.Equal(("g", "d", "18850"), (message.GroupId, message.DeduplicationId, message.SequenceNumber));
                Assert.Equal("source", message.DeadLetterSource);
                Assert.Equal(MessageAttribute.String("x"), message.Attributes["s"]);
                Assert.Equal([0, 255], message.Attributes["b"].Bytes!.Value.ToArray());
            }
        );

    [Theory]
    [InlineData("5")]
    [InlineData("\\\"5\\\"")]
    public Task A_redrive_policy_is_read_whether_its_count_is_a_number_or_text(string count) =>
        WithAnswerAsync(
            $$$$"""
            {"Attributes":{"VisibilityTimeout":"45","MessageRetentionPeriod":"60","DelaySeconds":"0","MaximumMessageSize":"1024","RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws-cn:sqs:cn-north-1:000000000000:dlq\",\"maxReceiveCount\":{{{{count}}}}}"}}
            """,
            async queue =>
                Assert.Equal(new RedrivePolicy("dlq", 5), (await queue.DescribeAsync(CancellationToken.None)).Redrive)
        );

    [Theory]
    [InlineData("messageGroup", "perMessageGroupId", true)]
    [InlineData("messageGroup", "perQueue", false)]
    [InlineData("queue", "perQueue", false)]
    public Task High_throughput_is_two_attributes_together(string scope, string limit, bool expected) =>
        WithAnswerAsync(
            $$$$"""
            {"Attributes":{"VisibilityTimeout":"45","MessageRetentionPeriod":"60","DelaySeconds":"0","MaximumMessageSize":"1024","FifoQueue":"true","DeduplicationScope":"{{{{scope}}}}","FifoThroughputLimit":"{{{{limit}}}}"}}
            """,
            async queue => Assert.Equal(expected, (await queue.DescribeAsync(CancellationToken.None)).HighThroughput)
        );

    [Fact]
    public Task An_answer_without_messages_is_empty() =>
        WithAnswerAsync(
            "{}",
            async queue => Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None))
        );

    private static async Task WithAnswerAsync(string answer, Func<IQueue, Task> test)
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer(answer));
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        await test(await service.OpenAsync("q", CancellationToken.None));
    }
}
