using System.Globalization;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Operations.Tests.Support;

/// <summary>A dead-letter queue with letters in it, its source, a table, and workers, in virtual time.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly Operator Alice = new("alice", "desk-7");

    public static readonly SweepOptions Quick = new() { VisibilityTimeout = TimeSpan.FromSeconds(30) };

    private readonly Randomness _randomness;
    private int _sent;

    private World(VirtualClock clock, int seed, bool fifo)
    {
        var suffix = fifo ? ".fifo" : "";
        Clock = clock;
        Seed = seed;
        IsFifo = fifo;
        _randomness = Randomness.Seeded(seed);
        Table = new InMemoryTable(new TableDefinition("loop-agent-state", Attributes.TimeToLive), clock);
        Queues = new InMemoryQueueService(_randomness.NextId, clock);
        DeadLetters = Create(new QueueDefinition("events-dlq" + suffix));
        Events = Create(
            new QueueDefinition("events" + suffix) { Redrive = new RedrivePolicy("events-dlq" + suffix, 5) }
        );
        Notifications = Create(new QueueDefinition("notifications"));
        Letters = new DeadLetterQueue(DeadLetters.Name, [new LetterSource(Events.Name, DefaultType: null)]);
    }

    public VirtualClock Clock { get; }

    public int Seed { get; }

    public bool IsFifo { get; }

    public InMemoryTable Table { get; }

    public InMemoryQueueService Queues { get; }

    public InMemoryQueue DeadLetters { get; }

    public InMemoryQueue Events { get; }

    public InMemoryQueue Notifications { get; }

    public DeadLetterQueue Letters { get; }

    public static EventReader Reader { get; } = new();

    public OperationPorts Ports() => Ports(life: null);

    /// <summary>What an operator's process works on; mortal, if it has a life.</summary>
    public OperationPorts Ports(Life? life) =>
        new(
            life is null ? Table : new MortalTable(Table, life),
            life is null ? Queues : new WrappedQueues(Queues, queue => new MortalQueue(queue, life)),
            Reader,
            Refuses,
            _randomness,
            Clock
        );

    /// <summary>What an operator's process works on to which something happens; null for nothing.</summary>
    public OperationPorts Ports(Interruption? interruption) =>
        interruption is null
            ? Ports()
            : Ports() with
            {
                Table = interruption.On(Table),
                Queues = interruption.On(Queues),
            };

    public AuditLog Log => new(Table, _randomness, Clock);

    public Replay Replay(Life? life = null) => new(Letters, Ports(life), Quick);

    private static Messages.Failures.Failure? Refuses(LoopEvent loopEvent, DateTimeOffset now) =>
        new AgeLimit().Judge(loopEvent, now) ?? loopEvent.Type.AmountOf(loopEvent, new LoopRules()).Failure;

    public Task<ReplayReport> ReplayAsync(ReplayRequest? request = null) =>
        Replay().RunAsync(request ?? new(), Alice, progress: null, CancellationToken.None);

    public static void Run(Func<World, Task> test, int seed = 1, bool fifo = false)
    {
        var scheduler = new VirtualTimeScheduler(new VirtualClock(Start, WallClock.Running));
        scheduler.Run(() => test(new World(scheduler.Clock, seed, fifo)));
    }

    public static VaultYield Yield(string id, string user = "u1", DateTimeOffset? at = null) =>
        new(id, user, 2_000_000_000, at ?? Start);

    public static FailureNote Note(
        string code = "retries_exhausted",
        string detail = "the table was away",
        string source = "events"
    ) =>
        new()
        {
            Code = code,
            Detail = detail,
            SourceQueue = source,
            MessageId = "original",
            ReceiveCount = 5,
            FailedAt = Start,
        };

    /// <summary>Puts an event into the dead-letter queue, as a worker does.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="note">The reason; null as SQS's own redrive leaves it.</param>
    /// <param name="group">FIFO only.</param>
    /// <param name="attributes">Those of the producer.</param>
    public Task AddAsync(
        LoopEvent loopEvent,
        FailureNote? note,
        string group = "g",
        params IEnumerable<(string Name, string Text)> attributes
    ) => AddBodyAsync(EventMessage.Of(loopEvent, "ce-" + loopEvent.Id, "/tests"), note, group, attributes);

    public async Task AddBodyAsync(
        string body,
        FailureNote? note,
        string group = "g",
        params IEnumerable<(string Name, string Text)> attributes
    )
    {
        var all = attributes.ToDictionary(pair => pair.Name, pair => MessageAttribute.String(pair.Text));
        if (note is not null)
            all[EventPipeline.FailureAttribute] = MessageAttribute.String(
                (
                    note with
                    {
                        SourceQueue = note.SourceQueue + (IsFifo ? ".fifo" : ""),
                        MessageId = $"original-{++_sent}",
                    }
                ).ToJson()
            );
        var outcomes = await DeadLetters.SendAsync(
            [
                new OutgoingMessage(body)
                {
                    Attributes = all,
                    GroupId = IsFifo ? group : null,
                    DeduplicationId = IsFifo ? string.Create(CultureInfo.InvariantCulture, $"d{++_sent}") : null,
                },
            ],
            CancellationToken.None
        );
        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded, outcome.Error?.Message));
    }

    /// <summary>Lets a worker do all that lies in the source.</summary>
    public async Task WorkAsync()
    {
        using var stop = new CancellationTokenSource();
        var options = new PipelineOptions();
        var pipeline = new EventPipeline(
            new PipelinePorts(Table, Notifications),
            new LoopRules(),
            options,
            SilentObserver.Instance,
            _randomness,
            Clock
        );
        using (pipeline)
        {
            var worker = new Worker(
                [new EventSource(new Source(Events, DeadLetters, 5, TimeSpan.FromSeconds(30)), DefaultType: null)],
                pipeline,
                options,
                _randomness,
                Clock,
                NullLogger<Worker>.Instance
            );
            var work = worker.RunAsync(stop.Token);
            while ((await Events.GetDepthAsync(CancellationToken.None)).Total > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(50), Clock);
            stop.Cancel();
            await work;
        }
    }

    private InMemoryQueue Create(QueueDefinition definition) =>
        (InMemoryQueue)Queues.CreateAsync(definition, CancellationToken.None).Result;
}
