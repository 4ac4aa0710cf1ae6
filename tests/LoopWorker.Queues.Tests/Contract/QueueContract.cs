using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

/// <summary>
/// What every engine must do, and SQS does. An engine joins by a <see cref="QueueEngine"/> and one line for each of the
/// abstract classes of this folder.
/// </summary>
public abstract class QueueContract(QueueEngine engine)
{
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Ample time for a few calls, even to an emulator on a busy machine.
    protected static readonly TimeSpan AWhile = TimeSpan.FromSeconds(5);

    // For messages that must come, but that a distributed engine may not find at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int Attempts = 5;

    protected static CancellationToken None => CancellationToken.None;

    protected Task RunAsync(Func<IQueueService, Task> test) =>
        engine.RunAsync(async () => await test(await engine.CreateServiceAsync()));

    protected Task PassTimeAsync(TimeSpan time) => engine.PassTimeAsync(time);

    protected static string NewName(string stem = "contract") => $"{stem}-{Guid.NewGuid():N}";

    protected static Task<IQueue> CreateQueueAsync(
        IQueueService service,
        Func<QueueDefinition, QueueDefinition>? configure = null
    ) => service.CreateAsync((configure ?? (queue => queue))(new QueueDefinition(NewName())), None);

    protected static Task<IQueue> CreateFifoAsync(
        IQueueService service,
        Func<QueueDefinition, QueueDefinition>? configure = null
    ) => service.CreateAsync((configure ?? (queue => queue))(new QueueDefinition($"{NewName()}.fifo")), None);

    protected static OutgoingMessage Fifo(string body, string group = "g", string? id = null) =>
        new(body) { GroupId = group, DeduplicationId = id ?? Guid.NewGuid().ToString("N") };

    /// <summary>Sends, in as many batches as it takes, and returns the ids.</summary>
    protected static Task<IReadOnlyList<string>> SendAsync(IQueue queue, params IEnumerable<string> bodies) =>
        SendAsync(queue, bodies.Select(body => new OutgoingMessage(body)));

    /// <inheritdoc cref="SendAsync(IQueue, IEnumerable{string})"/>
    protected static async Task<IReadOnlyList<string>> SendAsync(
        IQueue queue,
        params IEnumerable<OutgoingMessage> messages
    )
    {
        var ids = new List<string>();
        foreach (var batch in messages.Chunk(QueueLimits.BatchEntries))
        foreach (var outcome in await queue.SendAsync(batch, None))
        {
            Assert.Null(outcome.Error);
            ids.Add(outcome.MessageId!);
        }
        return ids;
    }

    /// <summary>Receives until as many messages have come as must.</summary>
    protected static async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        IQueue queue,
        int count,
        TimeSpan? visibilityTimeout = null
    )
    {
        var received = new List<ReceivedMessage>();
        for (var attempt = 0; received.Count < count && attempt < Attempts + count; attempt++)
            received.AddRange(
                await queue.ReceiveAsync(
                    new ReceiveRequest
                    {
                        MaxMessages = Math.Min(QueueLimits.BatchEntries, count - received.Count),
                        Wait = Patience,
                        VisibilityTimeout = visibilityTimeout,
                    },
                    None
                )
            );
        Assert.Equal(count, received.Count);
        return received;
    }

    protected static async Task<ReceivedMessage> ReceiveOneAsync(IQueue queue, TimeSpan? visibilityTimeout = null) =>
        (await ReceiveAsync(queue, 1, visibilityTimeout))[0];

    /// <summary>Takes so many messages off a queue, each deleted before the next is asked for.</summary>
    protected static async Task<IReadOnlyList<ReceivedMessage>> TakeAsync(IQueue queue, int count)
    {
        var taken = new List<ReceivedMessage>();
        while (taken.Count < count)
        {
            taken.Add(await ReceiveOneAsync(queue));
            await DeleteAsync(queue, taken[^1]);
        }
        return taken;
    }

    /// <summary>What a receive finds that does not wait.</summary>
    protected static Task<IReadOnlyList<ReceivedMessage>> PollAsync(IQueue queue) =>
        queue.ReceiveAsync(new ReceiveRequest(), None);

    protected static async Task DeleteAsync(IQueue queue, params IEnumerable<ReceivedMessage> messages)
    {
        foreach (var batch in messages.Chunk(QueueLimits.BatchEntries))
            Assert.All(
                await queue.DeleteAsync([.. batch.Select(message => message.ReceiptHandle)], None),
                outcome => Assert.Null(outcome.Error)
            );
    }

    protected static async Task HideAsync(IQueue queue, ReceivedMessage message, TimeSpan time) =>
        Assert.Null((await ChangeAsync(queue, message, time)).Error);

    protected static async Task<EntryOutcome> ChangeAsync(IQueue queue, ReceivedMessage message, TimeSpan time) =>
        Assert.Single(await queue.ChangeVisibilityAsync([new VisibilityChange(message.ReceiptHandle, time)], None));

    /// <summary>Waits for a depth: SQS counts approximately and a little late.</summary>
    protected async Task AssertDepthAsync(IQueue queue, long visible, long inFlight = 0, long delayed = 0)
    {
        var expected = new QueueDepth(visible, inFlight, delayed);
        for (var attempt = 0; attempt < Attempts && await queue.GetDepthAsync(None) != expected; attempt++)
            await PassTimeAsync(Second / 2);
        Assert.Equal(expected, await queue.GetDepthAsync(None));
    }

    /// <summary>The name of the error of one message, whether SQS refuses the entry or the batch.</summary>
    protected static async Task<string> RefusalAsync(IQueue queue, OutgoingMessage message)
    {
        try
        {
            var error = Assert.Single(await queue.SendAsync([message], None)).Error;
            Assert.NotNull(error);
            Assert.True(error.SenderFault);
            return error.Code;
        }
        catch (QueueException exception)
        {
            return exception.Code;
        }
    }

    protected static async Task<string> RefusalAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<QueueException>(call);
        Assert.False(refusal.IsTransient);
        Assert.NotEmpty(refusal.Message);
        return refusal.Code;
    }

    /// <summary>Where SQS itself is not of one mind.</summary>
    protected static void AssertOneOf(string? code, params string[] allowed) => Assert.Contains(code, allowed);
}
