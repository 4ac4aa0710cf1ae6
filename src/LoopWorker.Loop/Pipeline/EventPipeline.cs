using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// The way of an event: read, resolve, lane of its user, commit, notify, settle. Here the stages are put together, run,
/// and drained one after another in that order.
/// </summary>
public sealed class EventPipeline
{
    /// <summary>The attribute beside a dead letter that says why it is one.</summary>
    public const string FailureAttribute = "loop-failure";

    private readonly Settler _settler;
    private readonly UserLanes _lanes;
    private readonly Notifier _notifier;
    private readonly OverflowTrimmer _trimmer;
    private readonly Committer _committer;
    private readonly Resolver _resolver;

    public EventPipeline(
        ITable table,
        IQueue notifications,
        LoopRules rules,
        PipelineOptions options,
        IPipelineObserver observer,
        Randomness randomness,
        TimeProvider time
    )
    {
        Credits = new Credits(options.MaxInFlight, options.Linger, time);
        _settler = new Settler(
            new SettlerOptions
            {
                NoteAttribute = FailureAttribute,
                RetriesExhaustedCode = FailureCodes.RetriesExhausted,
                Linger = options.Linger,
                Capacity = options.MaxInFlight,
            },
            (settlement, how) =>
            {
                Credits.Return(1);
                observer.OnSettled(settlement, how);
            },
            randomness,
            time
        );
        var recentEvents = new RecentEvents(options.RememberedEvents);
        _lanes = new UserLanes(options.CachedUsers);
        _notifier = new Notifier(notifications, table, recentEvents, _settler, observer, options, time);
        _trimmer = new OverflowTrimmer(table, _lanes, options, time);
        var duplicates = new DuplicateHandling(recentEvents, _notifier, _settler);
        var attempts = new CommitAttempts(
            table,
            rules,
            _lanes,
            recentEvents,
            duplicates,
            _notifier,
            _trimmer,
            _settler,
            observer,
            randomness,
            time
        );
        _committer = new Committer(_lanes, attempts, _settler, options, randomness, time);
        var contexts = new ContextLoader(table, rules);
        _resolver = new Resolver(table, contexts, _lanes, duplicates, _settler, options, time);
        Intake = new EventIntake(new EventReader(options.Reading), rules, _resolver, _settler, time);
    }

    /// <summary>Room for messages; a receiver takes credits before it receives.</summary>
    public Credits Credits { get; }

    /// <summary>Where deliveries come in.</summary>
    public EventIntake Intake { get; }

    /// <summary>
    /// Runs all stages until the intake has ended: then what has begun is finished, stage after stage, and what has not
    /// goes back to its queue at once.
    /// </summary>
    /// <param name="intake">Ends, well or not, when no more deliveries will come in.</param>
    public async Task RunAsync(Task intake)
    {
        var resolving = _resolver.RunAsync();
        var committing = _committer.RunAsync();
        var notifying = _notifier.RunAsync();
        var trimming = _trimmer.RunAsync();
        var settling = _settler.RunAsync();
        // A stage ends early only by a fault, which must not be waited over.
        var ended = await Task.WhenAny(intake, resolving, committing, notifying, trimming, settling);
        if (ended != intake)
            await ended;

        _resolver.Drain();
        await resolving;
        foreach (var waiting in _lanes.Close())
            await _settler.AddAsync(new Settlement.Release(waiting.Delivery));
        await committing;
        _notifier.Complete();
        await notifying;
        _trimmer.Complete();
        await trimming;
        _settler.Complete();
        await settling;
    }
}
