using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Events.Types.Vaults;
using LoopWorker.Messages.Types;

namespace LoopWorker.Loop.Events.Types;

/// <summary>The types of events that a worker gives effect to. docs/how-to-add-an-event-type.md tells how to add one.</summary>
public sealed class EventTypes
{
    /// <exception cref="ArgumentException">If two of them have the same name.</exception>
    public EventTypes(params IReadOnlyList<EventType> types)
    {
        All = types;
        Messages = new([.. types.Select(type => type.WireType)]);
    }

    /// <summary>Those that LoopWorker comes with.</summary>
    public static EventTypes Standard { get; } =
        new(
            PosTransactionType.Instance,
            GeofenceCrossingType.Instance,
            VaultYieldType.Instance,
            VaultUnlockType.Instance
        );

    /// <summary>In the order in which failures list them.</summary>
    public IReadOnlyList<EventType> All { get; }

    /// <summary>The messages that tell of them.</summary>
    public MessageTypes Messages { get; }

    /// <summary>These and one more.</summary>
    public EventTypes With(EventType type) => new([.. All, type]);
}
