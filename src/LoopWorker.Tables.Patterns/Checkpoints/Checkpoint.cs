namespace LoopWorker.Tables.Patterns.Checkpoints;

/// <summary>The state of a thread as it was saved last.</summary>
/// <param name="State">The state: JSON text, or what was read from it.</param>
/// <param name="Info">What is known about it.</param>
public sealed record Checkpoint<TState>(TState State, CheckpointInfo Info);

/// <summary>What is known about a checkpoint besides its state.</summary>
/// <param name="Thread">The id of the thread.</param>
/// <param name="UpdatedAt">When it was saved, to the second; null if the item does not say so in RFC 3339.</param>
/// <param name="ExpiresAt">When it ceases to exist; null for never.</param>
/// <param name="Version">How often it was saved, counted from the first save that named a version; 0 if none did.</param>
public sealed record CheckpointInfo(string Thread, DateTimeOffset? UpdatedAt, DateTimeOffset? ExpiresAt, long Version);

/// <summary>What became of a save that expected a version.</summary>
/// <param name="Saved">Whether the version was the expected one, and the state is stored.</param>
/// <param name="Version">The version that is stored now: the new one after a save, else the one that was in the way; 0 for none.</param>
public sealed record CheckpointSaveResult(bool Saved, long Version);
