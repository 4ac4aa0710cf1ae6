using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>An event whose type has a fault of its own, in the stage that the event's user is named after.</summary>
internal sealed record Poison(string Id, string UserPubkey, DateTimeOffset OccurredAt)
    : UserEvent(Id, UserPubkey, OccurredAt)
{
    public override MessageType WireType => PoisonMessage.Instance;
}

internal sealed class PoisonMessage : MessageType<Poison>
{
    private static readonly FieldNames Names = new("event_id", "user_pubkey", "occurred_at");

    public static PoisonMessage Instance { get; } = new();

    public override string Name => "loop.poison.v1";

    public override FieldNames Fields => Names;

    /// <summary>The event as a message.</summary>
    public static string Of(string id, string user) =>
        $$$"""{"type":"loop.poison.v1","data":{"event_id":"{{{id}}}","user_pubkey":"{{{user}}}","occurred_at":"2026-01-15T12:00:00Z"}}""";

    protected override Poison Read(ref FieldReader fields, ReadingTime time) =>
        new(
            fields.Text("event_id", FieldRules.Id),
            PoisonType.FailsIn("reading", fields.Text("user_pubkey", FieldRules.Id)),
            fields.Time("occurred_at", time)
        );

    protected override void Write(FieldWriter fields, Poison poison)
    {
        fields.Text("event_id", poison.Id);
        fields.Text("user_pubkey", poison.UserPubkey);
        fields.Time("occurred_at", poison.OccurredAt);
    }
}

internal sealed class PoisonType : EventType<Poison>
{
    public static PoisonType Instance { get; } = new();

    public override MessageType<Poison> WireType => PoisonMessage.Instance;

    protected override void AddHashedFields(CanonicalFields fields, Poison poison) =>
        fields.Add(FailsIn("hashing", poison.UserPubkey));

    public override (ulong? Amount, Failure? Failure) AmountOf(Poison poison, LoopRules rules)
    {
        FailsIn("pricing", poison.UserPubkey);
        return (5_000_000_000, null);
    }

    public override string EntryNameOf(Poison poison) => "poison";

    public override string SummaryOf(Poison poison, ulong amount) => FailsIn("deciding", poison.UserPubkey);

    public override IReadOnlyList<string> NotificationKindsOf(Poison poison, UserPreferences preferences) => ["poison"];

    public override string NotificationSummaryOf(Poison poison, string kind, ulong amount) =>
        FailsIn("notifying", poison.UserPubkey);

    internal static string FailsIn(string stage, string user) =>
        stage == user ? throw new InvalidOperationException($"A fault in {stage}.") : user;
}
