using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LoopWorker.Core;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Writing;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sending;

namespace LoopWorker.Messages.Sending;

/// <summary>
/// Sends events to one of the worker's source queues. Each is validated first, by the worker's own rules; one that breaks a rule is never sent.
/// May be used from many threads at once.
/// </summary>
/// <remarks>
/// On a FIFO queue the group is the event's user or card, so their events keep their order, and the deduplication id is a hash of the payload:
/// a repetition within five minutes is dropped, and another event under the same id is not, for the worker is to see the conflict.
/// A message belongs to the trace of the current <see cref="Activity"/>.
/// </remarks>
/// <param name="queue">Where they go.</param>
/// <param name="writer">Makes messages of them.</param>
/// <param name="randomness">Spreads the pauses between attempts.</param>
/// <param name="time">Times the pauses, and tells what lies in the future.</param>
public sealed class EventSender(IQueue queue, EventWriter writer, Randomness randomness, TimeProvider time)
{
    private static readonly Failure HeldBack = new(
        QueueErrors.ServiceUnavailable,
        "An event before it in its group could not be sent: send both again, in their order."
    );

    private readonly bool _fifo = QueueDefinition.IsFifoName(queue.Name);

    /// <summary>What has to be right with an event.</summary>
    public EventValidator Validator { get; init; } = new(time);

    /// <summary>
    /// Sends events, in batches of at most ten messages and 1 MB. What fails temporarily is tried four times. Neither a queue that fails nor
    /// cancellation throws: the report says what became of each event.
    /// </summary>
    /// <param name="events">What happened, in the order in which it is to be sent.</param>
    /// <param name="cancellation">Ends the sending at once.</param>
    public async Task<EventSendReport> SendAsync(IReadOnlyList<LoopEvent> events, CancellationToken cancellation)
    {
        EventOutcome[] outcomes = [.. events.Select(loopEvent => new EventOutcome(loopEvent, SendStatus.NotSent))];
        try
        {
            await new OrderedSender(queue, randomness, time).SendAsync(
                Messages(outcomes),
                (index, result) => outcomes[index] = Concluded(outcomes[index], result),
                cancellation
            );
        }
        catch (QueueException exception)
        {
            var failure = new Failure(exception.Code, exception.Message);
            for (var i = 0; i < outcomes.Length; i++)
                if (outcomes[i] is { Failure: null, Status: SendStatus.NotSent or SendStatus.Uncertain })
                    outcomes[i] = outcomes[i] with { Failure = failure };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The outcomes say how far it came.
        }
        return new EventSendReport(outcomes);
    }

    // Written and validated as they are sent, so that only a few are in memory twice.
    private IEnumerable<(int Index, OutgoingMessage Message)> Messages(EventOutcome[] outcomes)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            var message = MessageOf(outcomes[i].Event);
            if (Validator.Validate(message) is { } failure)
                outcomes[i] = outcomes[i] with { Status = SendStatus.Refused, Failure = failure };
            else
                yield return (i, message);
        }
    }

    private OutgoingMessage MessageOf(LoopEvent loopEvent)
    {
        var message = writer.Write(loopEvent, Activity.Current?.Context ?? default);
        return _fifo
            ? message with
            {
                GroupId = EventSubject.GroupOf(EventSubject.Of(loopEvent)),
                DeduplicationId = DeduplicationIdOf(loopEvent),
            }
            : message;
    }

    // Of the payload alone: the envelope may belong to another trace when the event is sent again.
    private static string DeduplicationIdOf(LoopEvent loopEvent) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{loopEvent.WireType.Name}\n{EventWriter.PayloadOf(loopEvent)}"))
        );

    private static EventOutcome Concluded(EventOutcome outcome, SendResult result) =>
        result switch
        {
            SendResult.Accepted accepted => outcome with { Status = SendStatus.Sent, MessageId = accepted.MessageId },
            SendResult.Refused { Error: var error } => outcome with
            {
                Status = SendStatus.Refused,
                Failure = new Failure(error.Code, error.Message),
            },
            SendResult.Held => outcome with { Failure = HeldBack },
            _ => outcome with { Status = SendStatus.Uncertain },
        };
}
