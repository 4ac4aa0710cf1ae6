using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Queues in memory on a clock that the test moves, and short forms of what tests do with them.</summary>
internal sealed class InMemoryRig
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public InMemoryRig(VirtualClock clock, int seed = 1)
    {
        Clock = clock;
        Service = new InMemoryQueueService(Randomness.Seeded(seed).NextId, clock);
    }

    public VirtualClock Clock { get; }

    public InMemoryQueueService Service { get; }

    public static void Run(Func<InMemoryRig, Task> test) =>
        VirtualTimeScheduler.Run(Start, clock => test(new InMemoryRig(clock)));

    public async Task<InMemoryQueue> CreateAsync(QueueDefinition definition) =>
        (InMemoryQueue)await Service.CreateAsync(definition, CancellationToken.None);

    public Task<InMemoryQueue> CreateAsync(string name = "queue") => CreateAsync(new QueueDefinition(name));

    public async Task<(InMemoryQueue Queue, InMemoryQueue DeadLetters)> CreateWithDeadLettersAsync(
        int maxReceiveCount,
        string suffix = ""
    )
    {
        var deadLetters = await CreateAsync($"dead{suffix}");
        var redrive = new RedrivePolicy(deadLetters.Name, maxReceiveCount);
        return (await CreateAsync(new QueueDefinition($"queue{suffix}") { Redrive = redrive }), deadLetters);
    }

    public static async Task<string[]> SendAsync(IQueue queue, params IEnumerable<OutgoingMessage> messages)
    {
        var ids = new List<string>();
        foreach (var batch in messages.Chunk(QueueLimits.BatchEntries))
        foreach (var outcome in await queue.SendAsync(batch, CancellationToken.None))
        {
            Assert.Null(outcome.Error);
            ids.Add(outcome.MessageId!);
        }
        return [.. ids];
    }

    public static Task<string[]> SendAsync(IQueue queue, params IEnumerable<string> bodies) =>
        SendAsync(queue, bodies.Select(body => new OutgoingMessage(body)));

    public static Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        IQueue queue,
        int most = QueueLimits.BatchEntries,
        TimeSpan wait = default,
        TimeSpan? visibilityTimeout = null,
        CancellationToken cancellation = default
    ) =>
        queue.ReceiveAsync(
            new ReceiveRequest
            {
                MaxMessages = most,
                Wait = wait,
                VisibilityTimeout = visibilityTimeout,
            },
            cancellation
        );

    public static async Task<string[]> BodiesAsync(Task<IReadOnlyList<ReceivedMessage>> receive) =>
        [.. (await receive).Select(message => message.Body)];

    public static async Task<EntryOutcome> DeleteAsync(IQueue queue, string receiptHandle) =>
        Assert.Single(await queue.DeleteAsync([receiptHandle], CancellationToken.None));

    public static async Task<EntryOutcome> HideAsync(IQueue queue, ReceivedMessage message, TimeSpan time) =>
        Assert.Single(
            await queue.ChangeVisibilityAsync(
                [new VisibilityChange(message.ReceiptHandle, time)],
                CancellationToken.None
            )
        );

    public static async Task<string> RefusalAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<QueueException>(call)).Code;
}
