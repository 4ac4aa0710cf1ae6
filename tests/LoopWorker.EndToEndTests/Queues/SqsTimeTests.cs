using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Time-outs, cancellation, and what becomes of a long poll whose caller has gone.</summary>
public sealed class SqsTimeTests
{
    // Long enough for a call that nothing holds up, however busy the machine is.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly ReceiveRequest LongPoll = new() { Wait = QueueLimits.MaximumWait };

    private static readonly ScriptedAnswer OneMessage = new(
        """{"Messages":[{"MessageId":"m","ReceiptHandle":"h","Body":"a"}]}"""
    );

    [Fact]
    public async Task A_call_without_an_answer_times_out_and_is_not_repeated()
    {
        var never = new TaskCompletionSource<ScriptedAnswer>();
        await using var endpoint = SqsScript.Start(_ => never.Task);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri, options => options with { CallTimeout = Short });
        var queue = await service.OpenAsync("q", CancellationToken.None);
        var failure = await Assert.ThrowsAsync<QueueException>(() => queue.DeleteAsync(["h"], CancellationToken.None));
        Assert.Equal((QueueErrors.TimedOut, true), (failure.Code, failure.IsTransient));
        Assert.Single(endpoint.RequestsOf("DeleteMessageBatch"));
        never.SetResult(ScriptedAnswer.Hangup);
    }

    [Fact]
    public async Task A_long_poll_has_its_wait_on_top()
    {
        await using var endpoint = SqsScript.Start(async _ =>
        {
            await Task.Delay(1.5 * Short);
            return OneMessage;
        });
        await using var service = SqsEngine.ServiceAt(endpoint.Uri, options => options with { CallTimeout = Short });
        var queue = await service.OpenAsync("q", CancellationToken.None);
        Assert.Single(await queue.ReceiveAsync(new() { Wait = 2 * Short }, CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_not_repeated()
    {
        var never = new TaskCompletionSource<ScriptedAnswer>();
        using var cancellation = new CancellationTokenSource();
        await using var endpoint = SqsScript.Start(_ =>
        {
            cancellation.Cancel();
            return never.Task;
        });
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            queue.DeleteAsync(["h"], cancellation.Token)
        );
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        Assert.Single(endpoint.RequestsOf("DeleteMessageBatch"));
        never.SetResult(ScriptedAnswer.Hangup);
    }

    [Fact]
    public async Task What_a_cancelled_long_poll_still_brings_is_made_visible_again()
    {
        var answer = new TaskCompletionSource<ScriptedAnswer>();
        await using var endpoint = SqsScript.Start(request =>
            request.Operation == "ReceiveMessage" ? answer.Task : Task.FromResult(new ScriptedAnswer("{}"))
        );
        var service = SqsEngine.ServiceAt(endpoint.Uri);
        await CancelledPollAsync(service, endpoint);

        var ending = service.DisposeAsync();
        Assert.False(ending.IsCompleted);
        answer.SetResult(OneMessage);
        await ending;

        SqsScript.AssertMeans(
            $$"""
            {"QueueUrl":"{{SqsScript.QueueUrl}}","Entries":[{"Id":"0","ReceiptHandle":"h","VisibilityTimeout":0}]}
            """,
            Assert.Single(endpoint.RequestsOf("ChangeMessageVisibilityBatch"))
        );
    }

    [Fact]
    public async Task A_cancelled_long_poll_ends_after_its_grace()
    {
        var never = new TaskCompletionSource<ScriptedAnswer>();
        await using var endpoint = SqsScript.Start(_ => never.Task);
        var service = SqsEngine.ServiceAt(endpoint.Uri, options => options with { CancelledReceiveGrace = Short });
        await CancelledPollAsync(service, endpoint);
        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(endpoint.RequestsOf("ChangeMessageVisibilityBatch"));
        never.SetResult(ScriptedAnswer.Hangup);
    }

    [Fact]
    public async Task Disposing_at_once_ends_a_cancelled_long_poll_at_once()
    {
        var never = new TaskCompletionSource<ScriptedAnswer>();
        await using var endpoint = SqsScript.Start(_ => never.Task);
        var service = SqsEngine.ServiceAt(
            endpoint.Uri,
            options => options with { CancelledReceiveGrace = TimeSpan.FromMinutes(5) }
        );
        await CancelledPollAsync(service, endpoint);
        service.Dispose();
        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        never.SetResult(ScriptedAnswer.Hangup);
    }

    [Fact]
    public async Task A_message_sent_right_after_a_poll_was_cancelled_is_not_hidden()
    {
        await using var service = SqsEngine.Service();
        var queue = await service.CreateAsync(new($"cancelled-{Guid.NewGuid():N}"), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        // A connection of its own for the receive, so that the poll is under way when the second one is answered.
        var poll = queue.ReceiveAsync(LongPoll, cancellation.Token);
        Assert.Empty(await queue.ReceiveAsync(new() { Wait = TimeSpan.FromSeconds(1) }, CancellationToken.None));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);

        await queue.SendAsync([new("a")], CancellationToken.None);

        var message = Assert.Single(await queue.ReceiveAsync(LongPoll, CancellationToken.None));
        // The cancelled poll was given it first.
        Assert.Equal(2, message.ReceiveCount);
    }

    private static async Task CancelledPollAsync(IQueueService service, ScriptedEndpoint endpoint)
    {
        var queue = await service.OpenAsync("q", CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var poll = queue.ReceiveAsync(LongPoll, cancellation.Token);
        while (endpoint.RequestsOf("ReceiveMessage").Count == 0)
            await Task.Yield();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }
}
