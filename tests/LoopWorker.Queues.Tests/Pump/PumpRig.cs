using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Queues.Tracing;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Pump;

/// <summary>A source queue with its dead-letter queue, and a settler on them, in virtual time.</summary>
internal sealed class PumpRig
{
    public const int MaxReceiveCount = 3;

    public static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    private PumpRig(VirtualClock clock)
    {
        Clock = clock;
        Randomness = Randomness.Seeded(1);
        var queues = new InMemoryQueueService(Randomness.NextId, clock);
        DeadLetters = Create(queues, new QueueDefinition("dlq"));
        Queue = Create(queues, new QueueDefinition("source") { Redrive = new RedrivePolicy("dlq", MaxReceiveCount) });
        Second = Create(queues, new QueueDefinition("second"));
    }

    public VirtualClock Clock { get; }

    public Randomness Randomness { get; }

    public InMemoryQueue Queue { get; }

    /// <summary>Another source, which has no dead-letter queue; or where messages of the first are forwarded to.</summary>
    public InMemoryQueue Second { get; }

    public InMemoryQueue DeadLetters { get; }

    /// <summary>How each delivery ended.</summary>
    public List<(string Body, Settled How)> Ended { get; } = [];

    public static void Run(Func<PumpRig, Task> test) =>
        VirtualTimeScheduler.Run(
            new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
            clock => test(new PumpRig(clock))
        );

    /// <summary>Sends so many messages, with their numbers as bodies.</summary>
    public async Task SendAsync(int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(10))
            await Queue.SendAsync([.. chunk.Select(i => new OutgoingMessage($"{i}"))], CancellationToken.None);
    }

    /// <summary>Receives up to so many messages, through the queue given or the source.</summary>
    public async Task<List<Delivery>> ReceiveAsync(int count, IQueue? queue = null, IQueue? deadLetters = null)
    {
        var source = new Source(queue ?? Queue, deadLetters ?? DeadLetters, MaxReceiveCount, VisibilityTimeout);
        var deliveries = new List<Delivery>();
        while (deliveries.Count < count)
        {
            var messages = await Queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
            if (messages.Count == 0)
                break;
            deliveries.AddRange(messages.Select(message => new Delivery(message, source, NewLease())));
        }
        return deliveries;
    }

    /// <summary>Sends messages with these bodies to the second queue and receives them.</summary>
    /// <param name="bodies">Ten at most.</param>
    /// <param name="queue">The second queue, or what stands before it.</param>
    /// <param name="origin">Where each came in, if it was forwarded.</param>
    public async Task<List<Delivery>> ReceiveFromSecondAsync(
        IEnumerable<string> bodies,
        IQueue? queue = null,
        Func<ReceivedMessage, Origin>? origin = null
    )
    {
        await Second.SendAsync([.. bodies.Select(body => new OutgoingMessage(body))], CancellationToken.None);
        var source = new Source(queue ?? Second, null, MaxReceiveCount, VisibilityTimeout);
        var messages = await Second.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
        return [.. messages.Select(message => new Delivery(message, source, NewLease(), origin?.Invoke(message)))];
    }

    public Lease NewLease() => new(VisibilityTimeout, Clock);

    /// <summary>Settles all and waits until that is done.</summary>
    public async Task SettleAsync(IEnumerable<Settlement> settlements)
    {
        var settler = new Settler(
            new SettlerOptions
            {
                Notes = new NoteNames("note", new HashSet<string>()),
                RetriesExhaustedCode = "exhausted",
            },
            (settlement, how) =>
            {
                Ended.Add((settlement.Delivery.Message.Body, how));
                return ValueTask.CompletedTask;
            },
            MessageSpans.None,
            Randomness,
            Clock
        );
        var running = settler.RunAsync();
        foreach (var settlement in settlements)
            await settler.AddAsync(settlement);
        settler.Complete();
        await running;
    }

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan span) => Task.Delay(span, Clock);

    public Task<QueueDepth> DepthAsync() => Queue.GetDepthAsync(CancellationToken.None);

    private static InMemoryQueue Create(InMemoryQueueService queues, QueueDefinition definition) =>
        (InMemoryQueue)queues.CreateAsync(definition, CancellationToken.None).Result;
}
