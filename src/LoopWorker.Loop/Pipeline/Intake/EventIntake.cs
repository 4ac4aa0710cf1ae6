using System.Diagnostics;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Pipeline.Intake;

/// <summary>Reads what was received. What can never take effect goes to the dead-letter queue at once.</summary>
/// <param name="reader">Reads messages.</param>
/// <param name="rules">By which amounts are computed.</param>
/// <param name="routing">The way by the routing queue; null if events go directly.</param>
/// <param name="clock">Tells what lies in the future.</param>
public sealed class EventIntake(EventReader reader, LoopRules rules, UserRouting? routing, IntakeClock clock)
{
    /// <param name="delivery">What was received.</param>
    /// <param name="source">Where it was received from.</param>
    public IntakeResult Read(Delivery delivery, EventSource source)
    {
        try
        {
            return ReadFrom(delivery, source);
        }
#pragma warning disable CA1031 // Whatever it is, it is of this message alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = UnexpectedError.Describe("The message cannot be read", exception);
            return new(delivery, StageResult.ToRetry(delivery, RetryReasons.UnexpectedError, reason), default);
        }
    }

    private IntakeResult ReadFrom(Delivery delivery, EventSource source)
    {
        if (routing is null || !ReferenceEquals(source.Source, routing.Queue))
            return Read(delivery, source.DefaultType, note: null);
        if (RoutedMessage.NoteOf(delivery.Message) is not { } note)
            return new(delivery, NotRouted(delivery), TraceContext.Of(delivery.Message));
        return Read(routing.Restore(delivery, note), note.DefaultType, note);
    }

    private IntakeResult Read(Delivery delivery, string? defaultType, RouteNote? note)
    {
        var message = delivery.Original;
        var read = reader.Read(message.Body, message.Attributes, defaultType, clock.NowFor(delivery));
        var failure = read.Failure;
        if (read.Succeeded)
            (_, failure) = read.Event.Type.AmountOf(read.Event, rules);
        StageResult result = failure is null
            ? new StageResult.Read(
                new ReceivedEvent(delivery, read.Event!, PayloadHash.Of(read.Event!))
                {
                    RoutedTo = note?.User,
                    IsToBeRouted = routing is not null && note is null,
                }
            )
            : StageResult.Rejected(delivery, failure.Code, failure.Detail);
        var trace = TraceContext.Of(message);
        return new(delivery, result, trace == default ? read.Trace : trace);
    }

    private static StageResult NotRouted(Delivery delivery) =>
        StageResult.Rejected(
            delivery,
            FailureCodes.UnknownEnvelope,
            $"The routing queue takes only what the worker sends there, with the attribute '{RoutedMessage.NoteAttribute}'. Send events to a source queue."
        );
}

/// <summary>A message that was read.</summary>
/// <param name="Delivery">Its delivery, as one of the queue that it came in by.</param>
/// <param name="Result">What it is.</param>
/// <param name="Trace">The trace that it came with; the default value for none.</param>
public readonly record struct IntakeResult(Delivery Delivery, StageResult Result, ActivityContext Trace);
