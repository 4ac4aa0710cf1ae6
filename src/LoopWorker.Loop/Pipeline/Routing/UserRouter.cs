using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Forwarding;

namespace LoopWorker.Loop.Pipeline.Routing;

/// <summary>
/// Sends events to the routing queue. Only when that has accepted the copy is the message of the source deleted: a crash
/// between the two repeats it, and what it repeats is dropped by the routing queue or meets the marker.
/// </summary>
public sealed class UserRouter : IStage
{
    private readonly UserRouting _routing;
    private readonly ResultRoute _route;
    private readonly Forwarder _forwarder;

    public UserRouter(
        UserRouting routing,
        HoldLimit hold,
        ResultRoute route,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        (_routing, _route) = (routing, route);
        var batches = new BatchOptions
        {
            Limit = QueueLimits.BatchEntries,
            Linger = options.Linger,
            Concurrency = options.RouteConcurrency,
            // Room for all that can be in hand, so that an event is never kept waiting under the entrance's lock.
            Capacity = options.MaxInFlight,
        };
        _forwarder = new Forwarder(routing.Queue.Queue, batches, hold.Allows, EndAsync, randomness, time);
    }

    public string Name => "route";

    public Progress Progress => _forwarder.Progress;

    /// <summary>Takes an event over; false once no more are taken.</summary>
    public bool TryAdd(ReceivedEvent received, string user)
    {
        var delivery = received.Delivery;
        var source = _routing.Find(delivery.Source.Queue.Name) ?? new EventSource(delivery.Source, DefaultType: null);
        return _forwarder.TryAdd(new ForwardedMessage(delivery, RoutedMessage.Build(delivery.Message, source, user)));
    }

    public Task RunAsync() => _forwarder.RunAsync();

    public void Complete() => _forwarder.Complete();

    private ValueTask EndAsync(ForwardedMessage message, ForwardOutcome outcome) =>
        _route(
            outcome switch
            {
                ForwardOutcome.Accepted => StageResult.Completed(message.Delivery, Outcomes.Routed),
                ForwardOutcome.NotBegun => StageResult.Released(message.Delivery),
                ForwardOutcome.TooLarge => StageResult.Rejected(
                    message.Delivery,
                    FailureCodes.TooLarge,
                    $"With what the routing queue needs beside it, the message is larger than {QueueLimits.MessageBytes} bytes. Send less, or lower Pipeline:MaxBodyBytes to find out earlier."
                ),
                _ => StageResult.ToRetry(
                    message.Delivery,
                    RetryReasons.NotRouted,
                    "The routing queue has not accepted it."
                ),
            }
        );
}
