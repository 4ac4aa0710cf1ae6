using LoopWorker.Loop.Deciding;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>What the types of vault events have in common: an amount that is known already.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
public abstract class VaultEventType<TEvent> : EventType<TEvent>
    where TEvent : VaultEvent
{
    protected override void AddHashedFields(CanonicalFields fields, TEvent loopEvent)
    {
        fields.Add(loopEvent.UserPubkey);
        fields.Add(loopEvent.Amount);
    }

    public override (ulong? Amount, Failure? Failure) AmountOf(TEvent loopEvent, LoopRules rules) =>
        (loopEvent.Amount, null);
}
