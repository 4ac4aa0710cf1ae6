using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Intake;

/// <summary>Reads what was received. What can never take effect goes to the dead-letter queue at once.</summary>
public sealed class EventIntake(EventReader reader, LoopRules rules, TimeProvider time)
{
    /// <param name="delivery">What was received.</param>
    /// <param name="defaultType">The type of bare payloads of that queue without a type of their own.</param>
    public StageResult Read(Delivery delivery, string? defaultType)
    {
        var message = delivery.Message;
        var read = reader.Read(message.Body, message.Attributes, defaultType, time.GetUtcNow());
        var failure = read.Failure;
        if (read.Succeeded)
            (_, failure) = read.Event.Type.AmountOf(read.Event, rules);
        return failure is null
            ? new StageResult.Read(new ReceivedEvent(delivery, read.Event!, PayloadHash.Of(read.Event!)))
            : StageResult.Rejected(delivery, failure.Code, failure.Detail);
    }
}
