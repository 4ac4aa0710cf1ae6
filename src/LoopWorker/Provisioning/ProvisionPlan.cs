using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Provisioning;

/// <summary>The steps that make what exists what a blueprint asks for.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Mismatches">What exists otherwise and cannot be changed in place: nothing is done until these are fixed.</param>
public sealed record ProvisionPlan(IReadOnlyList<ProvisionStep> Steps, IReadOnlyList<string> Mismatches)
{
    /// <summary>The steps that change what exists: taken only if they are asked for.</summary>
    public IEnumerable<ProvisionStep.ChangeQueue> Changes => Steps.OfType<ProvisionStep.ChangeQueue>();

    /// <summary>Whether nothing is done: something cannot be changed in place, or is not to be changed.</summary>
    /// <param name="apply">Whether existing queues may be changed.</param>
    public bool IsRefused(bool apply) => Mismatches.Count > 0 || (!apply && Changes.Any());

    /// <summary>Decides. Pure.</summary>
    public static ProvisionPlan Of(Blueprint wanted, Found found)
    {
        var steps = new List<ProvisionStep>();
        var mismatches = new List<string>();
        foreach (var queue in wanted.Queues)
        {
            if (found.Queues.TryGetValue(queue.Name, out var there))
                steps.AddRange(QueueDrift.Between(queue, there));
            else
                steps.Add(new ProvisionStep.CreateQueue(queue));
        }
        var table = wanted.Table;
        if (found.Table is not { } description)
        {
            steps.Add(new ProvisionStep.CreateTable(table));
            steps.Add(new ProvisionStep.EnableTimeToLive(table.Name, table.TimeToLiveAttribute!));
        }
        else
        {
            mismatches.AddRange(Mismatch.Of(table, description));
            if (description.TimeToLiveAttribute is null)
                steps.Add(new ProvisionStep.EnableTimeToLive(table.Name, table.TimeToLiveAttribute!));
        }
        // Null for an existing table means that the endpoint does not support it.
        if (wanted.PointInTimeRecovery && (found.Table is null || found.Table.PointInTimeRecovery == false))
            steps.Add(new ProvisionStep.EnablePointInTimeRecovery(table.Name));
        return new ProvisionPlan(steps, mismatches);
    }
}

/// <summary>One thing that <c>provision</c> does.</summary>
public abstract record ProvisionStep
{
    private ProvisionStep() { }

    /// <summary>What it does, in one line.</summary>
    public abstract override string ToString();

    public sealed record CreateQueue(QueueDefinition Queue) : ProvisionStep
    {
        public override string ToString()
        {
            var kind = Queue.IsFifo ? "FIFO queue" : "standard queue";
            var throughput = Queue.HighThroughput ? ", high throughput" : "";
            var redrive = Queue.Redrive is { } policy
                ? $", dead letters to {policy.DeadLetterQueue} after {policy.MaxReceiveCount} receives"
                : "";
            return $"create the {kind} {Queue.Name}: visibility timeout {Queue.VisibilityTimeout}, retention {Queue.Retention}{throughput}{redrive}";
        }
    }

    /// <summary>Changes one setting of a queue.</summary>
    public sealed record ChangeQueue(QueueChange Change, string Setting, string Old, string New) : ProvisionStep
    {
        /// <summary>What becomes of messages by it, if anything does.</summary>
        public string Consequence { get; init; } = "";

        public override string ToString() =>
            $"change the queue {Change.Queue}: {Setting} from {Old} to {New}{Consequence}";
    }

    public sealed record CreateTable(TableDefinition Table) : ProvisionStep
    {
        public override string ToString() =>
            $"create the table {Table.Name}: keys pk and sk, on-demand billing, indexes {string.Join(", ", Table.Indexes.Select(index => index.Name))}";
    }

    public sealed record EnableTimeToLive(string Table, string Attribute) : ProvisionStep
    {
        public override string ToString() => $"enable time to live on the table {Table}, attribute {Attribute}";
    }

    public sealed record EnablePointInTimeRecovery(string Table) : ProvisionStep
    {
        public override string ToString() => $"enable point-in-time recovery of the table {Table}";
    }
}
