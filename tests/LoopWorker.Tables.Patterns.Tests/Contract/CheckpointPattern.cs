using LoopWorker.Core;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>What the contracts of checkpoints share.</summary>
public abstract class CheckpointPattern : StateContract
{
    protected const string Thread = "user-123";
    protected const string State = """{"messages": ["Grüße 🌍"]}""";

    protected static ItemKey Key => CheckpointStore.Keys.Key(Thread);

    /// <summary>Thresholds so small that 100 bytes are compressed and 900 are split.</summary>
    protected static CheckpointOptions Small { get; } = new() { CompressAbove = 32, PartBytes = 128 };

    protected async Task<(ITable Table, CheckpointStore Store)> CreateAsync(CheckpointOptions? options = null)
    {
        var table = await CreateTableAsync(CheckpointStore.Definition(NewName()));
        return (table, new CheckpointStore(table, Randomness.Unseeded(), Clock, options));
    }

    protected static async Task<List<string>> Threads(CheckpointStore store, string prefix)
    {
        var threads = new List<string>();
        await foreach (var info in store.ListAsync(prefix, None))
            threads.Add(info.Thread);
        return [.. threads.Order(StringComparer.Ordinal)];
    }
}
