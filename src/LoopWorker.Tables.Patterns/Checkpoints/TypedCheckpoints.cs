using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LoopWorker.Tables.Patterns.Checkpoints;

/// <summary>States that are objects, written to JSON and read from it.</summary>
public static class TypedCheckpoints
{
    /// <inheritdoc cref="CheckpointStore.SaveAsync"/>
    public static Task SaveAsync<TState>(
        this CheckpointStore store,
        string thread,
        TState state,
        JsonTypeInfo<TState> type,
        CancellationToken cancellation
    ) => store.SaveAsync(thread, JsonSerializer.Serialize(state, type), cancellation);

    /// <inheritdoc cref="CheckpointStore.TrySaveAsync"/>
    public static Task<CheckpointSaveResult> TrySaveAsync<TState>(
        this CheckpointStore store,
        string thread,
        TState state,
        JsonTypeInfo<TState> type,
        long expectedVersion,
        CancellationToken cancellation
    ) => store.TrySaveAsync(thread, JsonSerializer.Serialize(state, type), expectedVersion, cancellation);

    /// <inheritdoc cref="CheckpointStore.LoadAsync"/>
    /// <exception cref="CheckpointException">If the state is no JSON, or of another shape than the type.</exception>
    public static async Task<Checkpoint<TState?>?> LoadAsync<TState>(
        this CheckpointStore store,
        string thread,
        JsonTypeInfo<TState> type,
        CancellationToken cancellation
    )
    {
        if (await store.LoadAsync(thread, cancellation) is not { } checkpoint)
            return null;
        try
        {
            return new Checkpoint<TState?>(JsonSerializer.Deserialize(checkpoint.State, type), checkpoint.Info);
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(
                $"The state of a checkpoint cannot be read as {typeof(TState).Name}: see '{exception.Path}', line {exception.LineNumber}, byte {exception.BytePositionInLine}.",
                exception
            );
        }
    }
}
