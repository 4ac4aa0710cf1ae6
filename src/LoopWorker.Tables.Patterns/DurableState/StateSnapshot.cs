namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>The latest state of a persistent entity.</summary>
/// <param name="PersistenceId">The entity's id, 1 to 2048 bytes of UTF-8.</param>
/// <param name="Version">Which state it is, counted by the entity.</param>
/// <param name="Payload">The state. All of the item must fit into DynamoDB's 400 KB.</param>
/// <param name="Timestamp">When the entity came to it, in Unix milliseconds, as the entity says.</param>
/// <param name="Shard">The shard that the entity belongs to.</param>
public sealed record StateSnapshot(
    string PersistenceId,
    ulong Version,
    StatePayload Payload,
    long Timestamp,
    ulong Shard = 0
);

/// <summary>What became of a write that expected a version.</summary>
/// <param name="Written">Whether the stored version was the expected one, and the state is stored.</param>
/// <param name="StoredVersion">The version that is stored now; null if there is no state.</param>
public sealed record StateWriteResult(bool Written, ulong? StoredVersion);
