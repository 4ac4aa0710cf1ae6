using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Queues.InMemory;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.State.Contract;

/// <summary>An empty table, a clock and the stores on them.</summary>
/// <param name="table">The table.</param>
/// <param name="options">The stores' options.</param>
/// <param name="randomness">The stores' jitter and ids.</param>
/// <param name="time">What the stores take for time.</param>
/// <param name="pass">Lets time pass.</param>
public sealed class StateBench(
    ITable table,
    StateOptions options,
    Randomness randomness,
    TimeProvider time,
    Func<TimeSpan, Task> pass
)
{
    public ITable Table { get; } = table;

    public TimeProvider Time { get; } = time;

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public LoopStateStore Contexts => new(Table, options, randomness, Time);

    public Sessions Sessions => new(Table, options, randomness, Time);

    public PendingCaptures Captures => new(Table, options, randomness, Time);

    public MerchantLocations Locations => new(Table, options, randomness, Time);

    public ProcessedMarks Marks => new(Table, options, randomness, Time);

    public CardLookups Cards => new(Table, options);

    public CardDirectory Directory => new(Table, new InMemoryQueueService(randomness.NextId, Time), randomness, Time);

    public Task PassAsync(long seconds) => pass(TimeSpan.FromSeconds(seconds));

    /// <summary>Stores an item as an agent does, given in DynamoDB's JSON.</summary>
    public Task PutAsync(string dynamoDbJson) =>
        Table.PutAsync(new Put(DynamoDbJson.Read(dynamoDbJson)), CancellationToken.None);

    public async Task<Item?> StoredAsync(ItemKey key) =>
        (await Table.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;
}
