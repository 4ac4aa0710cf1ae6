using System.Diagnostics.Metrics;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline.Committing;
using static LoopWorker.Core.Telemetry.Meters;

namespace LoopWorker.Loop.Telemetry;

/// <summary>Records attempts at commits.</summary>
internal sealed class CommitMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.Histogram(Metrics.CommitDuration);
    private readonly Histogram<double> _events = meter.Histogram(Metrics.CommitEvents);
    private readonly Histogram<double> _users = meter.Histogram(Metrics.CommitUsers);
    private readonly Histogram<double> _depth = meter.Histogram(Metrics.LaneDepth);
    private readonly Counter<long> _withheld = meter.Counter(Metrics.Withheld);
    private readonly Counter<long> _conflicts = meter.Counter(Metrics.Conflicts);

    public void Record(CommitAttempt attempt)
    {
        var outcome = Tag(AttributeNames.Outcome, OutcomeOf(attempt.Result));
        _duration.Record(attempt.Took.TotalSeconds, outcome);
        _users.Record(attempt.Plan.Users.Count, outcome);
        _events.Record(attempt.Plan.Users.Sum(user => user.Events.Count), outcome);
        if (attempt.Result is CommitResult.Committed)
            foreach (var user in attempt.Plan.Users)
                RecordUser(user);
        else if (attempt.Result is CommitResult.Cancelled(var cancellation))
            RecordConflicts(cancellation);
    }

    private void RecordUser(PlannedUser user)
    {
        _depth.Record(user.Batch.Depth);
        foreach (var effect in user.Change.Effects)
        foreach (var kind in effect.Marked.Withheld)
            _withheld.Add(1, Tag(AttributeNames.Kind, kind));
    }

    /// <summary>What came of a transaction, one word.</summary>
    public static string OutcomeOf(CommitResult result) =>
        result switch
        {
            CommitResult.Committed => "committed",
            CommitResult.Cancelled => "cancelled",
            _ => "failed",
        };

    private void RecordConflicts(Cancellation cancellation)
    {
        Add("duplicate", cancellation.Duplicates.Count);
        Add("stale_context", cancellation.StaleContexts.Count);
        Add("capture_key_taken", cancellation.TakenKeys.Count);
        Add("item_in_use", cancellation.ConflictingUsers.Count);
        Add("hot_partition", cancellation.HotUsers.Count);
    }

    private void Add(string reason, int count)
    {
        if (count > 0)
            _conflicts.Add(count, Tag(AttributeNames.Reason, reason));
    }
}
