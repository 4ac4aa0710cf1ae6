using System.Diagnostics.Metrics;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using static LoopWorker.Core.Telemetry.Meters;

namespace LoopWorker.Loop.Telemetry;

/// <summary>Records what the pipeline does in the instruments of a meter. No attribute names a user, a card, an event or a message.</summary>
public sealed class PipelineMetrics : IPipelineObserver
{
    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _processDuration;
    private readonly Histogram<double> _age;
    private readonly Histogram<double> _headroom;
    private readonly Histogram<double> _heldBack;
    private readonly Histogram<double> _drain;
    private readonly Counter<long> _events;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _extended;
    private readonly Counter<long> _lost;
    private readonly CommitMetrics _commits;

    /// <param name="meter">What the instruments belong to.</param>
    /// <param name="time">Tells how old messages are.</param>
    public PipelineMetrics(Meter meter, TimeProvider time)
    {
        (_meter, _time) = (meter, time);
        _processDuration = meter.Histogram(Metrics.ProcessDuration);
        _age = meter.Histogram(Metrics.MessageAge);
        _headroom = meter.Histogram(Metrics.Headroom);
        _heldBack = meter.Histogram(Metrics.HeldBack);
        _drain = meter.Histogram(Metrics.DrainDuration);
        _events = meter.Counter(Metrics.Events);
        _duplicates = meter.Counter(Metrics.Duplicates);
        _deadLetters = meter.Counter(Metrics.DeadLetters);
        _retries = meter.Counter(Metrics.Retries);
        _parked = meter.Counter(Metrics.Parked);
        _notifications = meter.Counter(Metrics.Notifications);
        _extended = meter.Counter(Metrics.LeasesExtended);
        _lost = meter.Counter(Metrics.LeasesLost);
        _commits = new CommitMetrics(meter);
    }

    public void OnStarted(PipelineGauges gauges)
    {
        _meter.Gauge(Metrics.InHand, () => gauges.InHand);
        _meter.Gauge(Metrics.Credits, () => gauges.Credits);
        _meter.Gauge(Metrics.UsersWaiting, () => gauges.UsersWaiting);
        _meter.Gauge(Metrics.CommitsAllowed, () => gauges.CommitsAllowed);
        _meter.Gauge(Metrics.CommitsUnderWay, () => gauges.CommitsUnderWay);
    }

    public void OnSettled(Settlement settlement, Settled how)
    {
        var delivery = settlement.Delivery;
        var queue = Tag(AttributeNames.Destination, delivery.Source.Queue.Name);
        var outcome = Outcomes.Of(settlement, how);
        RecordProcess(delivery, queue, Outcomes.ErrorOf(settlement, how));
        _headroom.Record(Math.Clamp(delivery.Lease.Headroom / delivery.Lease.Timeout, 0, 1), queue);
        switch (how, settlement)
        {
            case (Settled.Completed, Settlement.Complete complete):
                RecordEnd(delivery, queue, outcome);
                if (complete.Outcome == Outcomes.Duplicate)
                    _duplicates.Add(1, Tag(AttributeNames.Kind, complete.Kind ?? DuplicateKinds.Stored));
                else if (complete.Outcome == Outcomes.Parked)
                    _parked.Add(1);
                break;
            case (Settled.DeadLettered, Settlement.Reject reject):
                RecordEnd(delivery, queue, outcome);
                _deadLetters.Add(
                    1,
                    Tag(AttributeNames.Destination, delivery.EntrySource.Queue.Name),
                    Tag(AttributeNames.Code, reject.Code)
                );
                if (reject.Code == FailureCodes.ConflictingDuplicate)
                    _duplicates.Add(1, Tag(AttributeNames.Kind, DuplicateKinds.Conflicting));
                break;
            case (Settled.Retried, Settlement.Retry retry):
                OnRetrying(retry);
                break;
        }
    }

    public void OnRetrying(Settlement.Retry retry) =>
        _retries.Add(
            1,
            Tag(AttributeNames.Destination, retry.Delivery.Source.Queue.Name),
            Tag(AttributeNames.Reason, retry.Code)
        );

    public void OnAttempted(CommitAttempt attempt) => _commits.Record(attempt);

    public void OnHeldBack(TimeSpan waited) => _heldBack.Record(waited.TotalSeconds);

    public void OnNotified(Notification notification) =>
        _notifications.Add(1, Tag(AttributeNames.Kind, notification.Kind));

    public void OnRenewed(int messages) => _extended.Add(messages);

    public void OnLost(Delivery delivery) => _lost.Add(1, Tag(AttributeNames.Destination, delivery.Source.Queue.Name));

    public void OnDrained(DrainReport report) => _drain.Record(report.Took.TotalSeconds);

    private void RecordProcess(Delivery delivery, KeyValuePair<string, object?> queue, string? error)
    {
        var seconds = delivery.Lease.Age.TotalSeconds;
        var system = Tag(AttributeNames.MessagingSystem, AttributeNames.Sqs);
        var operation = Tag(AttributeNames.OperationName, "process");
        if (error is null)
            _processDuration.Record(seconds, system, operation, queue);
        else
            _processDuration.Record(seconds, [system, operation, queue, Tag(AttributeNames.ErrorType, error)]);
    }

    // A message that comes again is no older for it, nor counted twice.
    private void RecordEnd(Delivery delivery, KeyValuePair<string, object?> queue, string outcome)
    {
        var age = _time.GetUtcNow() - delivery.Original.SentAt;
        var became = Tag(AttributeNames.Outcome, outcome);
        _age.Record(Math.Max(0, age.TotalSeconds), queue, became);
        _events.Add(1, queue, became);
    }
}
