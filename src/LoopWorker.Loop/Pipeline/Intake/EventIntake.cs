using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Intake;

/// <summary>Takes over and reads what was received. What can never take effect goes to the dead-letter queue at once.</summary>
public sealed class EventIntake(
    EventReader reader,
    LoopRules rules,
    VisibilityKeeper keeper,
    MessageGroups groups,
    Resolver resolver,
    Settler settler,
    TimeProvider time
)
{
    /// <param name="deliveries">What a receive brought.</param>
    /// <param name="defaultType">The type of bare payloads of that queue without a type of their own.</param>
    public async ValueTask TakeAsync(IReadOnlyList<Delivery> deliveries, string? defaultType)
    {
        keeper.Keep(deliveries);
        foreach (var delivery in deliveries)
            groups.Receive(delivery);
        foreach (var delivery in deliveries)
        {
            var read = Read(delivery, defaultType);
            if (read.Succeeded)
                await resolver.AddAsync(new EventInHand(delivery, read.Event, PayloadHash.Of(read.Event)));
            else
                await settler.AddAsync(new Settlement.Reject(delivery, read.Failure.Code, read.Failure.Detail));
        }
    }

    private ReadResult Read(Delivery delivery, string? defaultType)
    {
        var message = delivery.Message;
        var read = reader.Read(message.Body, message.Attributes, defaultType, time.GetUtcNow());
        if (!read.Succeeded)
            return read;
        var (_, failure) = read.Event.Type.AmountOf(read.Event, rules);
        return failure is null ? read : new ReadResult(null, failure);
    }
}
