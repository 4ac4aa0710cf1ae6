using Google.Protobuf.Reflection;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>
/// The latest state of each persistent entity, item for item and byte for byte as eGo's durable state store on DynamoDB keeps it:
/// <c>PersistenceID</c> S, <c>VersionNumber</c> N, <c>StatePayload</c> B, <c>StateManifest</c> S, <c>Timestamp</c> N, <c>ShardNumber</c> N.
/// </summary>
/// <remarks>There is nothing to connect or disconnect: the table's engine keeps its connections. Where a state is read, all writes before are seen.</remarks>
/// <param name="table">A table with the keys of <see cref="Keys"/>.</param>
/// <param name="types">The messages that states may be: <c>TypeRegistry.FromMessages(AccountState.Descriptor, …)</c>.</param>
public sealed class DurableStateStore(ITable table, TypeRegistry types)
{
    // It need not exist, and what is found is not looked at.
    private const string PingedId = "ping";

    private readonly PayloadEncoding _encoding = new(types);

    /// <summary>The key that the table has: <c>PersistenceID</c>, and no sort key.</summary>
    public static KeySchema Keys { get; } = new("PersistenceID");

    /// <summary>The table to make for it.</summary>
    /// <param name="name">The table's name, 3 to 255 of <c>A-Z a-z 0-9 _ . -</c>.</param>
    public static TableDefinition Definition(string name) => new(name) { Keys = Keys };

    /// <summary>Stores a state in place of the entity's one before, whatever that is.</summary>
    /// <exception cref="TableException">If the table fails, or the state is too large for an item.</exception>
    public Task WriteAsync(StateSnapshot state, CancellationToken cancellation) =>
        table.PutAsync(new Put(DurableStateItem.Write(Keys.Key(state.PersistenceId), state)), cancellation);

    /// <summary>Stores a state only if the stored one has the expected version.</summary>
    /// <remarks>If the answer to a write that took place is lost and the engine sends it again, it finds its own version in the way.</remarks>
    /// <param name="state">The state, with its own version.</param>
    /// <param name="expectedVersion">The version that must be stored; null if there must be no state yet.</param>
    /// <param name="cancellation">Stops waiting; whether the state is stored is then not known.</param>
    /// <exception cref="TableException">If the table fails, or the state is too large for an item.</exception>
    public async Task<StateWriteResult> TryWriteAsync(
        StateSnapshot state,
        ulong? expectedVersion,
        CancellationToken cancellation
    )
    {
        var item = DurableStateItem.Write(Keys.Key(state.PersistenceId), state);
        var isExpected = expectedVersion is { } version
            ? Condition.Equal(DurableStateItem.Version, version)
            : Condition.NoItem;
        var result = await table.PutAsync(new Put(item, isExpected), cancellation);
        return result.Succeeded
            ? new StateWriteResult(Written: true, state.Version)
            : new StateWriteResult(Written: false, DurableStateItem.ReadVersion(result.Stored));
    }

    /// <summary>The entity's latest state; null if there is none.</summary>
    /// <exception cref="DurableStateException">If what is stored cannot be read, or is a message that is not registered.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<StateSnapshot?> GetLatestAsync(string persistenceId, CancellationToken cancellation)
    {
        var result = await table.GetAsync(Keys.Key(persistenceId), Consistency.Strong, cancellation);
        return result.Item is { } item ? DurableStateItem.Read(item, _encoding) : null;
    }

    /// <summary>Asks the table for an item, which costs half a read unit: whether it is there, and can be reached and read.</summary>
    /// <exception cref="TableException">If it is not; the code says why.</exception>
    public Task PingAsync(CancellationToken cancellation) =>
        table.GetAsync(Keys.Key(PingedId), Consistency.Eventual, cancellation);
}
