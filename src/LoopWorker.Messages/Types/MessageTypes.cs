using System.Collections.Frozen;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Messages.Types;

/// <summary>The types of messages that are read.</summary>
public sealed class MessageTypes
{
    private readonly FrozenDictionary<string, MessageType> _byName;

    /// <exception cref="ArgumentException">If two of them have the same name.</exception>
    public MessageTypes(params IReadOnlyList<MessageType> types)
    {
        All = types;
        // Two types of one name throw here: a message must not mean two things.
        _byName = types.ToDictionary(type => type.Name, StringComparer.Ordinal).ToFrozenDictionary();
    }

    /// <summary>Those that LoopWorker comes with.</summary>
    public static MessageTypes Standard { get; } =
        new(
            PosTransactionMessage.Instance,
            GeofenceCrossingMessage.Instance,
            VaultYieldMessage.Instance,
            VaultUnlockMessage.Instance
        );

    /// <summary>In the order in which failures list them.</summary>
    public IReadOnlyList<MessageType> All { get; }

    /// <summary>The type of that name on the wire; null if there is none.</summary>
    public MessageType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Their names, such as <c>a, b or c</c>.</summary>
    public override string ToString()
    {
        var names = string.Join(", ", All.SkipLast(1).Select(type => type.Name));
        return names.Length == 0 ? $"{All[0].Name}" : $"{names} or {All[^1].Name}";
    }
}
