using System.Diagnostics;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>What goes over the wire.</summary>
public sealed class SqsRequestTests
{
    private static readonly ScriptedAnswer Nothing = new("{}");

    [Fact]
    public async Task Every_request_names_its_operation_and_is_signed()
    {
        await using var endpoint = SqsScript.Start(_ => Nothing);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        await (await service.OpenAsync("q", CancellationToken.None)).DeleteAsync(["h"], CancellationToken.None);

        var headers = endpoint.RequestsOf("DeleteMessageBatch")[0].Headers;
        Assert.Equal("AmazonSQS.DeleteMessageBatch", headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", headers["Content-Type"]);
        Assert.Equal("true", headers["x-amzn-query-mode"]);
        Assert.Matches(
            $"^AWS4-HMAC-SHA256 Credential={Endpoints.AccessKey}/[0-9]{{8}}/us-east-1/sqs/aws4_request, ",
            headers["Authorization"]
        );
        Assert.Equal(endpoint.Uri.Authority, headers["Host"]);
    }

    // It would have to be made, signed and sent, and AWS does nothing with it.
    [Fact]
    public async Task A_request_within_a_trace_carries_no_trace_context()
    {
        await using var endpoint = SqsScript.Start(_ => Nothing);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        using var span = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();

        await (await service.OpenAsync("q", CancellationToken.None)).DeleteAsync(["h"], CancellationToken.None);

        Assert.DoesNotContain(
            "traceparent",
            endpoint.RequestsOf("DeleteMessageBatch")[0].Headers.Keys,
            StringComparer.OrdinalIgnoreCase
        );
    }

    [Fact]
    public Task A_queue_is_found_by_its_name() =>
        AssertRequestAsync("q", "GetQueueUrl", _ => Task.CompletedTask, """{"QueueName":"q"}""");

    [Fact]
    public Task A_batch_of_sends_has_all_that_messages_have() =>
        AssertRequestAsync(
            "q",
            "SendMessageBatch",
            queue =>
                queue.SendAsync(
                    [
                        new("{\"a\":\"\u00FC\U0001F30D\"}"),
                        new("b")
                        {
                            Delay = TimeSpan.FromSeconds(1.5),
                            Attributes = new Dictionary<string, MessageAttribute>
                            {
                                ["t"] = MessageAttribute.String("x"),
                                ["b"] = new("Binary", Bytes: new byte[] { 0, 255 }),
                            },
                        },
                    ],
                    CancellationToken.None
                ),
            $$$$"""
            {"QueueUrl":"{{{{SqsScript.QueueUrl}}}}","Entries":[{"Id":"0","MessageBody":"{\"a\":\"ü\uD83C\uDF0D\"}"},{"Id":"1","MessageBody":"b","DelaySeconds":2,"MessageAttributes":{"t":{"DataType":"String","StringValue":"x"},"b":{"DataType":"Binary","BinaryValue":"AP8="}}}]}
            """
        );

    [Fact]
    public Task A_send_to_a_fifo_queue_has_group_and_deduplication_id() =>
        AssertRequestAsync(
            "q.fifo",
            "SendMessageBatch",
            queue => queue.SendAsync([new("a") { GroupId = "g", DeduplicationId = "d" }], CancellationToken.None),
            $$"""
            {"QueueUrl":"{{SqsScript.QueueUrl}}","Entries":[{"Id":"0","MessageBody":"a","MessageDeduplicationId":"d","MessageGroupId":"g"}]}
            """
        );

    [Fact]
    public Task A_receive_asks_for_the_attributes_that_are_used() =>
        AssertRequestAsync(
            "q",
            "ReceiveMessage",
            queue =>
                queue.ReceiveAsync(
                    new ReceiveRequest
                    {
                        MaxMessages = 7,
                        Wait = TimeSpan.FromSeconds(20),
                        VisibilityTimeout = TimeSpan.FromSeconds(45),
                    },
                    CancellationToken.None
                ),
            $$"""
            {"QueueUrl":"{{SqsScript.QueueUrl}}","MaxNumberOfMessages":7,"WaitTimeSeconds":20,"VisibilityTimeout":45,"MessageSystemAttributeNames":["ApproximateReceiveCount","SentTimestamp","ApproximateFirstReceiveTimestamp","MessageGroupId","MessageDeduplicationId","SequenceNumber","DeadLetterQueueSourceArn","AWSTraceHeader"],"MessageAttributeNames":["All"]}
            """
        );

    [Fact]
    public Task Deletes_name_their_handles() =>
        AssertRequestAsync(
            "q",
            "DeleteMessageBatch",
            queue => queue.DeleteAsync(["x", "y"], CancellationToken.None),
            $$"""
            {"QueueUrl":"{{SqsScript.QueueUrl}}","Entries":[{"Id":"0","ReceiptHandle":"x"},{"Id":"1","ReceiptHandle":"y"}]}
            """
        );

    [Fact]
    public Task Visibility_is_in_whole_seconds_and_zero_stays_zero() =>
        AssertRequestAsync(
            "q",
            "ChangeMessageVisibilityBatch",
            queue =>
                queue.ChangeVisibilityAsync(
                    [new("x", TimeSpan.Zero), new("y", TimeSpan.FromMilliseconds(1))],
                    CancellationToken.None
                ),
            $$"""
            {"QueueUrl":"{{SqsScript.QueueUrl}}","Entries":[{"Id":"0","ReceiptHandle":"x","VisibilityTimeout":0},{"Id":"1","ReceiptHandle":"y","VisibilityTimeout":1}]}
            """
        );

    [Fact]
    public async Task A_receive_of_a_fifo_queue_that_is_tried_again_is_the_same_attempt()
    {
        var received = 0;
        await using var endpoint = SqsScript.Start(_ =>
            Interlocked.Increment(ref received) == 1 ? ScriptedAnswer.Hangup : Nothing
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q.fifo", CancellationToken.None);
        await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
        await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);

        var bodies = endpoint.RequestsOf("ReceiveMessage").Select(request => request.Body).ToList();
        Assert.Equal(3, bodies.Count);
        Assert.Contains("\"ReceiveRequestAttemptId\":\"", bodies[0], StringComparison.Ordinal);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.NotEqual(bodies[1], bodies[2]);
    }

    private static async Task AssertRequestAsync(
        string name,
        string operation,
        Func<IQueue, Task> call,
        string expected
    )
    {
        await using var endpoint = SqsScript.Start(_ => Nothing);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        await call(await service.OpenAsync(name, CancellationToken.None));
        SqsScript.AssertMeans(expected, Assert.Single(endpoint.RequestsOf(operation)));
    }
}
