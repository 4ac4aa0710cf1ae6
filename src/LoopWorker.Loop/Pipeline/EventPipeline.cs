using LoopWorker.Core;
using LoopWorker.Core.Caching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Committing.Freshness;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Counting;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.InHand;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Ordering;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Pipeline.Trimming;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// The way of an event: read, resolve, lane of its user, commit, notify, settle. Here the stages are built and put in their
/// order; where the results of each lead is beside it, in <c>EventPipeline.Routing.cs</c>. <see cref="PipelineRun"/> runs
/// the stages and drains them.
/// </summary>
public sealed partial class EventPipeline : IDisposable
{
    /// <summary>The attribute beside a dead letter that says why it is one.</summary>
    public const string FailureAttribute = "loop-failure";

    private readonly LoopRules _rules;
    private readonly IPipelineObserver _observer;
    private readonly MessageSpans _spans;
    private readonly InHandControl? _inHand;
    private readonly EventIntake _intake;
    private readonly Resolver _resolver;
    private readonly ParkingStage _parking;
    private readonly UserLanes _userLanes;
    private readonly UserShare _share;
    private readonly ContextReading _reading;
    private readonly OrderedEntrance _entrance;
    private readonly RetriesInHand _retries;
    private readonly UserRouter? _router;
    private readonly Committer _committer;
    private readonly NotificationTakeover _takeover;
    private readonly CaptureCounting _counting;
    private readonly NotificationSender _notifications;
    private readonly OverflowTrimmer _trimmer;
    private readonly Settler _settler;

    public EventPipeline(
        PipelinePorts ports,
        LoopRules rules,
        PipelineOptions options,
        IPipelineObserver observer,
        Randomness randomness,
        TimeProvider time,
        MessageSpans? spans = null
    )
    {
        (_rules, _observer, _spans) = (rules, observer, spans ?? MessageSpans.None);
        var (table, notifications, routing) = ports;
        Credits = new Credits(options.MaxInFlight, options.Linger, time);
        _inHand = InHandControl.Of(options, Credits, time);
        Hold = new HoldLimit(options.MaxHold, time);
        var limit = new AdaptiveLimit(options.CommitConcurrency);
        var gate = new CallGate(limit, Credits.AddLimit(), observer.OnHeldBack, randomness, time);
        var retries = new TableRetries(gate, Hold, time);
        var contexts = new ContextLoader(table, rules);
        var duplicates = new DuplicateEvents(options.RememberedEvents);
        _userLanes = new UserLanes(options.CachedUsers, time);
        _share = new UserShare(Credits, options.LongestPutOff, randomness);
        _reading = new ContextReading(_userLanes, contexts, retries, Hold, _share, RouteAsync);

        // The stages, in the order in which an event meets them. Leases are kept until the last.
        _intake = new EventIntake(options.NewReader(), rules, routing, new IntakeClock(options, observer, time));
        _resolver = new Resolver(
            new CardLookup(table, new BoundedCache<string, string>(options.CachedCards, options.CardLifetime, time)),
            new LaneReservation(contexts, _userLanes, retries),
            duplicates,
            retries,
            RouteAsync,
            options,
            time
        );
        _parking = new ParkingStage(
            new PurchaseParking(table, rules.ParkedLifetime, randomness, time),
            retries,
            Hold,
            RouteAsync,
            options,
            randomness,
            time
        );
        _entrance = new OrderedEntrance(_userLanes, time);
        _retries = new RetriesInHand(_entrance, SettlerOptions.DefaultRetryBackoff, RouteAsync, randomness, time);
        _router = routing is null ? null : new UserRouter(routing, Hold, RouteAsync, options, randomness, time);
        var window = new CommitWindow(options.CommitConcurrency);
        Gauges = new PipelineGauges(Credits, _userLanes, window, gate);
        var lifecycle = new CommitLifecycle(
            new CommitAttempts(
                table,
                new TransactionPlanner(rules, time),
                duplicates,
                new CommitReading(
                    table,
                    contexts,
                    duplicates,
                    new StateExpectation(amongOthers: routing is not null),
                    options,
                    time
                ),
                gate,
                randomness,
                time
            ),
            new CommitConclusion(new ContextRefresh(contexts, rules, time), duplicates, _userLanes, observer, time),
            _userLanes,
            window,
            Hold,
            new CommitPauses(randomness, time),
            _share
        );
        _committer = new Committer(_userLanes, lifecycle, window, RouteAsync, options, time);
        _takeover = new NotificationTakeover(table, duplicates, retries, RouteAsync, options, randomness, time);
        _counting = new CaptureCounting(table, retries, Hold, RouteAsync, options, randomness, time);
        var sends = new CallGate(
            new AdaptiveLimit(options.NotificationSenders),
            Credits.AddLimit(),
            static _ => { },
            randomness,
            time
        );
        _notifications = new NotificationSender(
            new NotificationRound(
                new NotificationQueue(notifications, sends, _spans, options.NotificationSource),
                new NotifiedMarks(table, retries),
                options.NotificationSenders,
                observer
            ),
            Hold,
            RouteAsync,
            options,
            randomness,
            time
        );
        _trimmer = new OverflowTrimmer(table, options, time);
        _settler = new Settler(
            new SettlerOptions
            {
                Notes = new NoteNames(FailureAttribute, EventReader.NeededAttributes),
                RetriesExhaustedCode = FailureCodes.RetriesExhausted,
                Linger = options.Linger,
                Capacity = options.MaxInFlight,
            },
            OnSettledAsync,
            _spans,
            randomness,
            time
        );
        Keeper = new VisibilityKeeper(
            // What is given up after so long is settled by then.
            new RenewalRules(options.MaxHold + TimeSpan.FromMinutes(1)),
            this,
            options.MaxInFlight,
            time
        );
        IStage?[] stages =
        [
            _retries,
            _resolver,
            _parking,
            _entrance,
            _reading,
            _router,
            _committer,
            _takeover,
            _counting,
            _notifications,
            _trimmer,
            _settler,
            Keeper,
        ];
        Stages = [.. stages.OfType<IStage>()];
    }

    /// <summary>Room for messages; a receiver takes credits before it receives.</summary>
    public Credits Credits { get; }

    /// <summary>The stages, in the order in which an event meets them and in which they are drained.</summary>
    public IReadOnlyList<IStage> Stages { get; }

    /// <summary>How full it is.</summary>
    public PipelineGauges Gauges { get; }

    /// <summary>How deliveries have ended so far.</summary>
    public SettledCounts Counts { get; } = new();

    public void Dispose()
    {
        _retries.Dispose();
        _resolver.Dispose();
        _userLanes.Dispose();
        _takeover.Dispose();
        _notifications.Dispose();
        Keeper.Dispose();
    }

    /// <summary>The worker starts.</summary>
    internal void Begin() => _observer.OnStarted(Gauges);

    /// <summary>The worker has stopped.</summary>
    internal void End(DrainReport report) => _observer.OnDrained(report);

    internal HoldLimit Hold { get; }

    internal VisibilityKeeper Keeper { get; }
}
