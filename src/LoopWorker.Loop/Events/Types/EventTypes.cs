using System.Collections.Frozen;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Events.Types.Vaults;

namespace LoopWorker.Loop.Events.Types;

/// <summary>The types of events that a worker reads. docs/how-to-add-an-event-type.md tells how to add one.</summary>
public sealed class EventTypes
{
    private readonly FrozenDictionary<string, EventType> _byName;

    /// <exception cref="ArgumentException">If two of them have the same name.</exception>
    public EventTypes(params IReadOnlyList<EventType> types)
    {
        All = types;
        // Two types of one name throw here: a message must not mean two things.
        _byName = types.ToDictionary(type => type.Name, StringComparer.Ordinal).ToFrozenDictionary();
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

    /// <summary>The type of that name on the wire; null if there is none.</summary>
    public EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>These and one more.</summary>
    public EventTypes With(EventType type) => new([.. All, type]);

    /// <summary>Their names, such as <c>a, b or c</c>.</summary>
    public override string ToString()
    {
        var names = string.Join(", ", All.SkipLast(1).Select(type => type.Name));
        return names.Length == 0 ? $"{All[0].Name}" : $"{names} or {All[^1].Name}";
    }
}
