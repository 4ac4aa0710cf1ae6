using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>
/// What every engine must do. An engine joins by deriving each of the abstract classes in this folder and making tables.
/// Nothing here may rest on one engine's time, prices of the day or types.
/// </summary>
public abstract class TableContract
{
    protected const string Index = "CardFingerprintIndex";

    /// <summary>An empty table by the definition; its name is used once.</summary>
    protected abstract Task<ITable> CreateTableAsync(TableDefinition definition);

    /// <summary>Waits until indexes and eventual reads have caught up, where an engine's lag behind.</summary>
    protected virtual Task CatchUpAsync(ITable table) => Task.CompletedTask;

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>The table that LoopWorker uses.</summary>
    protected Task<ITable> CreateTableAsync() =>
        CreateTableAsync(
            new TableDefinition(
                $"contract-{Guid.NewGuid():N}",
                "ttl",
                new IndexDefinition(Index, "fingerprint", "user_pubkey", "linked_at")
            )
        );

    protected static ItemKey Key(string partition, string sort = "CONTEXT") => new(partition, sort);

    protected static Item Named(ItemKey key, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes) =>
        Item.Of(key, attributes);

    protected static string Token() => Guid.NewGuid().ToString("N");

    protected static Task<WriteResult> Put(ITable table, Item item) => table.PutAsync(new Put(item), None);

    protected static async Task<Item?> Stored(ITable table, ItemKey key) =>
        (await table.GetAsync(key, Consistency.Strong, None)).Item;

    protected static async Task<TableException> Refused(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<TableException>(call);
        Assert.Equal(TableErrors.Validation, refusal.Code);
        Assert.False(refusal.IsTransient);
        return refusal;
    }

    /// <summary>Follows the pages to the end.</summary>
    protected static async Task<List<Item>> AllPages(Func<ItemKey?, Task<Page>> read)
    {
        var items = new List<Item>();
        ItemKey? after = null;
        do
        {
            var page = await read(after);
            items.AddRange(page.Items);
            Assert.True(page.Next is null || page.Next != after, "The pages do not move on.");
            after = page.Next;
        } while (after is not null);
        return items;
    }
}
