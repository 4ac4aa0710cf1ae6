using LoopWorker.Core;
using LoopWorker.Core.Caching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Stopping;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// The way of an event: read, resolve, lane of its user, commit, notify, settle. Here the stages are put together;
/// <see cref="PipelineRun"/> runs them and drains them.
/// </summary>
public sealed class EventPipeline
{
    /// <summary>The attribute beside a dead letter that says why it is one.</summary>
    public const string FailureAttribute = "loop-failure";

    public EventPipeline(
        ITable table,
        IQueue notifications,
        LoopRules rules,
        PipelineOptions options,
        IPipelineObserver observer,
        Randomness randomness,
        TimeProvider time,
        EventTypes? types = null
    )
    {
        Credits = new Credits(options.MaxInFlight, options.Linger, time);
        Groups = new MessageGroups();
        Settler = new Settler(
            new SettlerOptions
            {
                NoteAttribute = FailureAttribute,
                RetriesExhaustedCode = FailureCodes.RetriesExhausted,
                Linger = options.Linger,
                Capacity = options.MaxInFlight,
            },
            Groups,
            (settlement, how) =>
            {
                Credits.Return(1);
                Counts.Add(settlement.Delivery, how);
                observer.OnSettled(settlement, how);
            },
            randomness,
            time
        );
        Keeper = new VisibilityKeeper(
            // What is given up after so long is settled by then.
            new RenewalRules(options.MaxHold + TimeSpan.FromMinutes(1)),
            new LossHandling(Settler, observer),
            options.MaxInFlight,
            time
        );
        var gate = new TableGate(
            new AdaptiveLimit(options.CommitConcurrency),
            Credits,
            options.MaxInFlight,
            randomness,
            time
        );
        Patience = new Patience(gate, options.MaxHold, time);
        var recentEvents = new RecentEvents(options.RememberedEvents);
        Lanes = new UserLanes(options.CachedUsers);
        Rests = new LaneRests(Lanes, randomness, time);
        Notifier = new Notifier(notifications, table, recentEvents, Settler, Patience, observer, options, time);
        Trimmer = new OverflowTrimmer(table, options, time);
        var duplicates = new DuplicateHandling(recentEvents, Notifier, Settler);
        var contexts = new ContextLoader(table, rules);
        var attempts = new CommitAttempts(
            table,
            new TransactionPlanner(rules, time),
            duplicates,
            new ConflictResolution(contexts, rules, duplicates, Settler),
            new Publication(recentEvents, Notifier, Trimmer, Settler, observer),
            Settler,
            gate,
            randomness
        );
        Committer = new Committer(Lanes, attempts, Rests, Patience, Settler, options, randomness, time);
        var unknownCards = new UnknownCards(table, Patience, Settler, options, randomness, time);
        var cards = new CardLookup(
            table,
            new BoundedCache<string, string>(options.CachedCards, options.CardLifetime, time)
        );
        var reads = new EventReads(Patience, Settler);
        Resolver = new Resolver(
            new UserResolution(cards, reads, unknownCards, Settler),
            new LaneReservation(contexts, Lanes, reads, Settler),
            Lanes,
            Groups,
            duplicates,
            unknownCards,
            Settler,
            options,
            time
        );
        Intake = new EventIntake(
            new EventReader(options.Reading, types),
            rules,
            Keeper,
            Groups,
            Resolver,
            Settler,
            time
        );
    }

    /// <summary>Room for messages; a receiver takes credits before it receives.</summary>
    public Credits Credits { get; }

    /// <summary>Where deliveries come in.</summary>
    public EventIntake Intake { get; }

    /// <summary>How deliveries have ended so far.</summary>
    public SettledCounts Counts { get; } = new();

    internal MessageGroups Groups { get; }

    internal VisibilityKeeper Keeper { get; }

    internal Resolver Resolver { get; }

    internal UserLanes Lanes { get; }

    internal LaneRests Rests { get; }

    internal Patience Patience { get; }

    internal Committer Committer { get; }

    internal Notifier Notifier { get; }

    internal OverflowTrimmer Trimmer { get; }

    internal Settler Settler { get; }
}
