using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Simulation.Faults;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Simulation.Scheduling;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;

namespace LoopWorker.Simulation;

/// <summary>What is there besides the replicas: the engines, the weather, and the ledger that sees all.</summary>
internal sealed class World
{
    private readonly InMemoryTable _table;

    public World(int seed)
    {
        Simulator = new Simulator(seed);
        Scenario = Scenario.Draw(Simulator.Random, seed);
        Process = Simulator.NewProcess("world");
        Weather = new Weather(Simulator.Random);
        Trace = new Trace(() => Simulator.Clock.Elapsed);
        Ledger = new Ledger(
            () => Simulator.Clock.Elapsed,
            () => Simulator.Clock.GetUtcNow().ToUnixTimeSeconds(),
            Scenario,
            Trace
        );
        State = new StateRules(() => Simulator.Clock.GetUtcNow().ToUnixTimeSeconds(), Ledger.Fail);
        Counts = new CountRules(Ledger.Deliveries, Ledger.Fail);
        _table = new InMemoryTable(
            new TableDefinition("loop-agent-state", Attributes.TimeToLive),
            Process.Time,
            new InMemoryTableOptions { TimeToLiveLag = TimeSpan.FromDays(100) }
        );
        Table = new WatchedTable(
            _table,
            changes =>
            {
                State.OnForeignChange(changes);
                Counts.OnForeignChange(changes);
                Ledger.Parking.OnForeignChange(changes);
            }
        );
        Queues = new InMemoryQueueService(Randomness.Seeded(seed).NextId, Process.Time);
        Sources = [Source(Queues, "events", ""), Source(Queues, "events", ".fifo")];
        Routing = Source(Queues, "routing", ".fifo");
        Ledger.Effects.IsRedriven = message =>
            Received.Any(source => source.DeadLetters.Snapshot().Any(dead => message.Ids.Contains(dead.MessageId)));
        Notifications = Create(
            Queues,
            new QueueDefinition(Scenario.FifoNotifications ? "notifications.fifo" : "notifications")
        );
    }

    public Simulator Simulator { get; }

    public InMemoryQueueService Queues { get; }

    public Scenario Scenario { get; }

    public SimulatedProcess Process { get; }

    public Weather Weather { get; }

    public Trace Trace { get; }

    public Ledger Ledger { get; }

    /// <summary>What must hold of the items in the table.</summary>
    public StateRules State { get; }

    /// <summary>What must hold of what is counted.</summary>
    public CountRules Counts { get; }

    /// <summary>The table as agents have it, and whoever prepares the run.</summary>
    public ITable Table { get; }

    public IReadOnlyList<(InMemoryQueue Queue, InMemoryQueue DeadLetters)> Sources { get; }

    public (InMemoryQueue Queue, InMemoryQueue DeadLetters) Routing { get; }

    /// <summary>All queues that replicas receive from.</summary>
    public IEnumerable<(InMemoryQueue Queue, InMemoryQueue DeadLetters)> Received => [.. Sources, Routing];

    public InMemoryQueue Notifications { get; }

    /// <summary>The table as a replica has it.</summary>
    public ITable TableOf(string replica) =>
        new WatchedTable(
            _table,
            changes =>
            {
                State.OnReplicaChange(replica, changes);
                Counts.OnReplicaChange(replica, changes);
                Ledger.Parking.OnReplicaChange(changes);
            }
        );

    private (InMemoryQueue, InMemoryQueue) Source(InMemoryQueueService queues, string name, string suffix)
    {
        var deadLetters = Create(queues, new QueueDefinition(name + "-dlq" + suffix));
        return (
            Create(
                queues,
                new QueueDefinition(name + suffix)
                {
                    Redrive = new RedrivePolicy(deadLetters.Name, Scenario.MaxReceiveCount),
                }
            ),
            deadLetters
        );
    }

    private static InMemoryQueue Create(InMemoryQueueService queues, QueueDefinition definition) =>
        (InMemoryQueue)queues.CreateAsync(definition, CancellationToken.None).Result;
}
