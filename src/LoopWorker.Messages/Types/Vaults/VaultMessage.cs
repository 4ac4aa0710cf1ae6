using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Messages.Types.Vaults;

/// <summary>What the messages of vault events have in common: the same fields.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
public abstract class VaultMessage<TEvent> : MessageType<TEvent>
    where TEvent : VaultEvent
{
    private static readonly FieldNames Names = new("event_id", "user_pubkey", "amount", "occurred_at");

    public override FieldNames Fields => Names;

    protected override TEvent Read(ref FieldReader fields, ReadingTime time) =>
        Make(
            fields.Text("event_id", FieldRules.Id),
            fields.Text("user_pubkey", FieldRules.Id),
            fields.Integer("amount", 1, ulong.MaxValue),
            fields.Time("occurred_at", time)
        );

    protected override void Write(FieldWriter fields, TEvent loopEvent)
    {
        fields.Text("event_id", loopEvent.Id);
        fields.Text("user_pubkey", loopEvent.UserPubkey);
        fields.Integer("amount", loopEvent.Amount);
        fields.Time("occurred_at", loopEvent.OccurredAt);
    }

    /// <summary>The event of these fields.</summary>
    protected abstract TEvent Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt);
}
