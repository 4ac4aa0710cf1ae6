using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Moves of dead letters, as the API reference has the conversation. What they look like while they run, no emulator tells.</summary>
public sealed class SqsMoveConversationTests
{
    private const string Handle = """{"TaskHandle":"eyJ0YXNrSWQiOiIxIn0="}""";

    [Fact]
    public async Task A_move_to_the_sources_is_started_and_followed_to_its_end()
    {
        var asked = 0;
        await using var endpoint = Conversation(() =>
            Interlocked.Increment(ref asked) == 1
                ? """{"Results":[{"TaskHandle":"x","Status":"RUNNING","SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq","ApproximateNumberOfMessagesMoved":0,"ApproximateNumberOfMessagesToMove":12,"StartedTimestamp":1767225600000}]}"""
                : """{"Results":[{"Status":"COMPLETED","SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq","ApproximateNumberOfMessagesMoved":12,"ApproximateNumberOfMessagesToMove":12,"StartedTimestamp":1767225600000}]}"""
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);

        var started = await service.StartMoveAsync("dlq", destination: null, perSecond: null, CancellationToken.None);
        var ended = await service.GetMoveAsync("dlq", CancellationToken.None);

        Assert.Equal(new MoveTask("dlq", null, Moved: 0, ToMove: 12, Finished: false), started);
        Assert.Equal(new MoveTask("dlq", null, Moved: 12, ToMove: 12, Finished: true), ended);
        SqsScript.AssertMeans(
            """{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq"}""",
            Assert.Single(endpoint.RequestsOf("StartMessageMoveTask"))
        );
        SqsScript.AssertMeans(
            """{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq","MaxResults":1}""",
            endpoint.RequestsOf("ListMessageMoveTasks")[0]
        );
    }

    [Fact]
    public async Task A_move_to_another_queue_names_it()
    {
        await using var endpoint = Conversation(() =>
            """{"Results":[{"Status":"COMPLETED","DestinationArn":"arn:aws:sqs:us-east-1:000000000000:other","ApproximateNumberOfMessagesMoved":1,"ApproximateNumberOfMessagesToMove":1}]}"""
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var task = await service.StartMoveAsync("dlq", "other", perSecond: null, CancellationToken.None);
        Assert.Equal(new MoveTask("dlq", "other", Moved: 1, ToMove: 1, Finished: true), task);
        SqsScript.AssertMeans(
            """{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq","DestinationArn":"arn:aws:sqs:us-east-1:000000000000:other"}""",
            Assert.Single(endpoint.RequestsOf("StartMessageMoveTask"))
        );
    }

    [Fact]
    public async Task A_move_takes_no_more_a_second_than_it_is_told_to()
    {
        await using var endpoint = Conversation(() => """{"Results":[{"Status":"RUNNING","TaskHandle":"x"}]}""");
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        await service.StartMoveAsync("dlq", destination: null, perSecond: 25, CancellationToken.None);
        SqsScript.AssertMeans(
            """{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:dlq","MaxNumberOfMessagesPerSecond":25}""",
            Assert.Single(endpoint.RequestsOf("StartMessageMoveTask"))
        );
    }

    [Fact]
    public async Task A_move_under_way_is_stopped_by_its_handle_and_one_that_has_ended_is_not()
    {
        var isRunning = true;
        await using var endpoint = Conversation(() =>
            isRunning
                ? """{"Results":[{"Status":"RUNNING","TaskHandle":"the-handle"}]}"""
                : """{"Results":[{"Status":"CANCELLED"}]}"""
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);

        await service.CancelMoveAsync("dlq", CancellationToken.None);
        isRunning = false;
        var failure = await Assert.ThrowsAsync<QueueException>(() =>
            service.CancelMoveAsync("dlq", CancellationToken.None)
        );

        SqsScript.AssertMeans(
            """{"TaskHandle":"the-handle"}""",
            Assert.Single(endpoint.RequestsOf("CancelMessageMoveTask"))
        );
        Assert.Equal(QueueErrors.MoveNotFound, failure.Code);
    }

    [Fact]
    public async Task A_move_that_SQS_gave_up_says_why()
    {
        await using var endpoint = Conversation(() =>
            """{"Results":[{"Status":"FAILED","ApproximateNumberOfMessagesMoved":3,"ApproximateNumberOfMessagesToMove":9,"FailureReason":"CouldNotDetermineMessageSource"}]}"""
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var failure = await Assert.ThrowsAsync<QueueException>(() =>
            service.GetMoveAsync("dlq", CancellationToken.None)
        );
        Assert.Equal(QueueErrors.MoveFailed, failure.Code);
        Assert.Equal(
            "The move of the messages of 'dlq' failed after 3: CouldNotDetermineMessageSource.",
            failure.Message
        );
    }

    [Fact]
    public async Task A_move_that_was_never_started_is_not_found()
    {
        await using var endpoint = Conversation(() => """{"Results":[]}""");
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var failure = await Assert.ThrowsAsync<QueueException>(() =>
            service.GetMoveAsync("dlq", CancellationToken.None)
        );
        Assert.Equal(QueueErrors.MoveNotFound, failure.Code);
    }

    [Fact]
    public async Task A_queue_that_is_no_dead_letter_queue_is_refused_with_the_reason()
    {
        await using var endpoint = Conversation(
            () => throw new InvalidOperationException(),
            new ScriptedAnswer(
                """{"__type":"com.amazon.coral.service#InvalidParameterValueException","message":"Source queue must be configured as a Dead Letter Queue."}""",
                400,
                ("x-amzn-query-error", "InvalidParameterValue;Sender")
            )
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var failure = await Assert.ThrowsAsync<QueueException>(() =>
            service.StartMoveAsync("dlq", destination: null, perSecond: null, CancellationToken.None)
        );
        Assert.Equal((QueueErrors.InvalidParameter, false), (failure.Code, failure.IsTransient));
        Assert.EndsWith(
            "Source queue must be configured as a Dead Letter Queue.",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    // Queues are found by name: http://queues.example/{name} and arn:...:{name}.
    private static ScriptedEndpoint Conversation(Func<string> tasks, ScriptedAnswer? started = null) =>
        new(request =>
            request.Operation switch
            {
                "GetQueueUrl" => new(
                    $$"""{"QueueUrl":"http://queues.example/{{Between(request.Body, "Name\":\"")}}"}"""
                ),
                "GetQueueAttributes" => new(
                    $$$"""{"Attributes":{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:{{{Between(request.Body, "example/")}}}"}}"""
                ),
                "StartMessageMoveTask" => started ?? new(Handle),
                "CancelMessageMoveTask" => new("{}"),
                _ => new(tasks()),
            }
        );

    private static string Between(string text, string start) => text.Split(start)[1].Split('"')[0];
}
