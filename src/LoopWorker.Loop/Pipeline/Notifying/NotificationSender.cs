using System.Diagnostics;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Sends what committed events owe their users. There are several senders side by side; what concerns one user goes by the
/// same one, in order. What cannot be sent is left to redelivery: the marker still says what is owed.
/// </summary>
public sealed class NotificationSender : IStage
{
    private readonly IQueue _queue;
    private readonly ResultRoute _route;
    private readonly IPipelineObserver _observer;
    private readonly MessageSpans _spans;
    private readonly string _source;
    private readonly bool _fifo;
    private readonly Batcher<(OwedNotifications Owed, Notification Notification)>[] _senders;

    public NotificationSender(
        IQueue queue,
        ResultRoute route,
        IPipelineObserver observer,
        MessageSpans spans,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _queue = queue;
        _route = route;
        _observer = observer;
        _spans = spans;
        _source = options.NotificationSource;
        _fifo = QueueDefinition.IsFifoName(queue.Name);
        // An event may owe two notifications.
        var batches = new BatchOptions
        {
            Limit = QueueLimits.BatchEntries,
            Linger = options.Linger,
            Capacity = 2 * options.MaxInFlight,
        };
        _senders =
        [
            .. Enumerable
                .Range(0, options.NotificationSenders)
                .Select(_ => new Batcher<(OwedNotifications, Notification)>(batches, SendAsync, time)),
        ];
    }

    public string Name => "notify";

    public Progress Progress => Progress.Of(_senders, static sender => sender.Progress);

    public async ValueTask AddAsync(OwedNotifications owed)
    {
        IReadOnlyList<Notification> notifications;
        try
        {
            notifications = [.. owed.Notifications()];
        }
#pragma warning disable CA1031 // Whatever it is, it is of this event alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = UnexpectedError.Describe("The notifications of an event cannot be made", exception);
            owed.EndAll(new NotificationFailure(RetryReasons.UnexpectedError, reason));
            await ConcludeAsync(owed);
            return;
        }
        var sender = _senders[StableHash(owed.UserPubkey) % (uint)_senders.Length];
        foreach (var notification in notifications)
            await sender.AddAsync((owed, notification));
    }

    public Task RunAsync() => FailFast.WhenAllAsync(_senders.Select(sender => sender.RunAsync()));

    public void Complete()
    {
        foreach (var sender in _senders)
            sender.Complete();
    }

    private async Task SendAsync(IReadOnlyList<(OwedNotifications Owed, Notification Notification)> batch)
    {
        List<Activity?> spans = [.. batch.Select(entry => _spans.StartSend(_queue.Name, entry.Owed.Delivery.Trace))];
        var outcomes = await TrySendAsync([
            .. batch.Select((entry, i) => MessageOf(entry.Owed, entry.Notification, spans[i])),
        ]);
        for (var i = 0; i < batch.Count; i++)
        {
            var (owed, notification) = batch[i];
            MessageSpans.EndSend(spans[i], outcomes[i].Error?.Code);
            var failure = outcomes[i].Error is { } error ? FailureOf(error) : null;
            if (failure is null)
                _observer.OnNotified(notification);
            if (owed.End(notification.Kind, failure))
                await ConcludeAsync(owed);
        }
    }

    // What was sent is noted in the marker, though another of the event's notifications failed: it must not be sent again.
    private async ValueTask ConcludeAsync(OwedNotifications owed)
    {
        if (owed.Failure is not { } failure || owed.IsAnySent)
            await _route(new StageResult.Notified(owed));
        else
            foreach (var result in DuplicateEvents.Failed(owed, failure))
                await _route(result);
    }

    private static NotificationFailure FailureOf(EntryError error) =>
        error.IsOfContents
            ? new(
                FailureCodes.NotificationRefused,
                $"The event has taken effect, and its notification was refused: {error.Code}, {error.Message}",
                IsFinal: true
            )
            : new(RetryReasons.NotificationNotSent, $"A notification could not be sent: {error.Code}, {error.Message}");

    private async Task<IReadOnlyList<SendOutcome>> TrySendAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        try
        {
            return await _queue.SendAsync(messages, CancellationToken.None);
        }
        catch (QueueException exception) when (exception.IsOfContents && messages.Count > 1)
        {
            // One of them is at fault: each goes alone.
            var outcomes = new List<SendOutcome>(messages.Count);
            foreach (var message in messages)
                outcomes.AddRange(await TrySendAsync([message]));
            return outcomes;
        }
        catch (QueueException exception) when (!exception.NeedsOperator)
        {
            var failure = new SendOutcome(
                null,
                new EntryError(exception.Code, exception.Message, SenderFault: exception.IsOfContents)
            );
            return [.. messages.Select(_ => failure)];
        }
    }

    // Its trace stands in the envelope, where AWS.Messaging looks for it, and in the attributes, where others do.
    private OutgoingMessage MessageOf(OwedNotifications owed, Notification notification, Activity? span)
    {
        var trace = span?.Context ?? owed.Delivery.Trace?.Context ?? default;
        return new(notification.ToCloudEvent(_source, trace))
        {
            Attributes = TraceContext.ToAttributes(trace),
            GroupId = _fifo ? FifoId.Of(notification.UserPubkey) : null,
            DeduplicationId = _fifo ? Notification.EnvelopeIdOf(notification.Id) : null,
        };
    }

    // FNV-1a: the same on every run, unlike string.GetHashCode.
    private static uint StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619;
        return hash;
    }
}
