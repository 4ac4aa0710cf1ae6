using System.Diagnostics;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>Puts notifications on their queue, no faster than it takes them.</summary>
/// <param name="queue">Where they go.</param>
/// <param name="gate">Says when to call, and learns how the calls fare.</param>
/// <param name="spans">Of the sends.</param>
/// <param name="source">The <c>source</c> of their envelopes.</param>
internal sealed class NotificationQueue(IQueue queue, CallGate gate, MessageSpans spans, string source)
{
    private readonly bool _fifo = QueueDefinition.IsFifoName(queue.Name);

    /// <summary>Sends a batch, once the queue may be called.</summary>
    /// <returns>For each why it was not sent; null if it was.</returns>
    /// <exception cref="QueueException">If only an operator can put right what is wrong with the queue.</exception>
    public async Task<IReadOnlyList<NotificationFailure?>> SendAsync(IReadOnlyList<OwedNotification> batch)
    {
        List<Activity?> sending = [.. batch.Select(entry => spans.StartSend(queue.Name, entry.Owed.Delivery.Trace))];
        var errors = await CallAsync([.. batch.Select((entry, i) => MessageOf(entry, sending[i]))]);
        for (var i = 0; i < batch.Count; i++)
            MessageSpans.EndSend(sending[i], errors[i].Error?.Code);
        return [.. errors.Select(FailureOf)];
    }

    private async Task<IReadOnlyList<SendError>> CallAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        var entered = await gate.EnterAsync();
        var isAway = false;
        try
        {
            var outcomes = await queue.SendAsync(messages, CancellationToken.None);
            // What befalls some of them, or a single one, may be their own trouble.
            isAway = messages.Count > 1 && outcomes.All(outcome => outcome.Error is { IsOfContents: false });
            return [.. outcomes.Select(outcome => new SendError(outcome.Error, isAway))];
        }
        catch (QueueException exception) when (!exception.NeedsOperator && !IsOfOne(exception, messages))
        {
            isAway = exception.IsTransient;
            var error = new EntryError(exception.Code, exception.Message, SenderFault: exception.IsOfContents);
            return [.. messages.Select(_ => new SendError(error, isAway))];
        }
        catch (QueueException exception) when (IsOfOne(exception, messages))
        {
            // Each goes alone, below.
        }
        finally
        {
            gate.Leave(entered, isAway);
        }
        var errors = new List<SendError>(messages.Count);
        foreach (var message in messages)
            errors.AddRange(await CallAsync([message]));
        return errors;
    }

    // The call is refused for the contents of one of its messages.
    private static bool IsOfOne(QueueException exception, IReadOnlyList<OutgoingMessage> messages) =>
        exception.IsOfContents && messages.Count > 1;

    private static NotificationFailure? FailureOf(SendError outcome) =>
        outcome.Error is not { } error ? null
        : error.IsOfContents
            ? new(
                FailureCodes.NotificationRefused,
                $"The event has taken effect, and its notification was refused: {error.Code}, {error.Message}",
                IsFinal: true
            )
        : new(
            RetryReasons.NotificationNotSent,
            $"A notification could not be sent: {error.Code}, {error.Message}",
            ConcernsAll: outcome.IsAway
        );

    // Its trace stands in the envelope, where AWS.Messaging looks for it, and in the attributes, where others do.
    private OutgoingMessage MessageOf(OwedNotification entry, Activity? span)
    {
        var notification = entry.Notification;
        var trace = span?.Context ?? entry.Owed.Delivery.Trace?.Context ?? default;
        return new(notification.ToCloudEvent(source, trace))
        {
            Attributes = TraceContext.ToAttributes(trace),
            GroupId = _fifo ? FifoId.Of(notification.UserPubkey) : null,
            DeduplicationId = _fifo ? Notification.EnvelopeIdOf(notification.Id) : null,
        };
    }

    /// <param name="Error">What was wrong with a message; null if it was accepted.</param>
    /// <param name="IsAway">Whether it was the same with all of the call.</param>
    private readonly record struct SendError(EntryError? Error, bool IsAway);
}

/// <summary>One of the notifications that an event owes.</summary>
internal readonly record struct OwedNotification(OwedNotifications Owed, Notification Notification);
