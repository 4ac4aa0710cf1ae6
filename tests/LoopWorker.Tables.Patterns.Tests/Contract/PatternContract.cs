using System.Text.Json.Serialization;
using LoopWorker.Core;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>What holds of the patterns on every engine. An engine joins by deriving each of the abstract classes in this folder.</summary>
public abstract class PatternContract
{
    /// <summary>Many callers at once.</summary>
    protected const int Many = 32;

    /// <summary>Runs a test by the engine's own time.</summary>
    protected abstract Task RunAsync(Func<TimeProvider, Task> test);

    /// <summary>An empty table by the definition; its name is used once.</summary>
    protected abstract Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time);

    protected static string FreshName() => $"patterns-{Guid.NewGuid():N}";

    protected static Randomness Chance { get; } = Randomness.Unseeded();

    protected static Task PutAsync(ITable table, Item item) => table.PutAsync(new Put(item), CancellationToken.None);

    protected static async Task<Item?> StoredAsync(ITable table, ItemKey key) =>
        (await table.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;

    /// <summary>Calls at once, and what they return.</summary>
    protected static Task<T[]> AllAsync<T>(int callers, Func<int, Task<T>> call) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(call));
}

public sealed record Preference(string Theme, int Size = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Preference))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<Preference>))]
[JsonSerializable(typeof(UserRecord))]
public sealed partial class ContractJson : JsonSerializerContext;

public sealed record UserRecord(
    string Id,
    string Name,
    decimal? Balance,
    IReadOnlyList<string>? Tags,
    bool IsActive,
    UserRecord? Friend
);
