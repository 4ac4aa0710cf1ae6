using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Leases;

/// <summary>A delivery that the keeper watches.</summary>
internal sealed class LeaseWatch(Delivery delivery)
{
    public Delivery Delivery => delivery;

    public Lease Lease => delivery.Lease;

    /// <summary>When its latest renewal failed.</summary>
    public TimeSpan? FailedAt { get; set; }

    /// <summary>Whether it is still to be kept: what is to be given back is not to be hidden for longer.</summary>
    public bool IsWanted => !Lease.IsSettling && delivery.Place is not { IsWithdrawn: true };

    public LeaseTimes Times => new(Lease.TakenAt, Lease.TriedAt, Lease.End, Lease.Timeout, FailedAt);

    public VisibilityChange Extension => new(delivery.Message.ReceiptHandle, Lease.Timeout);
}
