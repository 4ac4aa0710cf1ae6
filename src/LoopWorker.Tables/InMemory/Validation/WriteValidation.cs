using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for writes that can be told from the request alone.</summary>
internal static class WriteValidation
{
    /// <summary>One write on its own, or as a part of a transaction.</summary>
    public static void Require(Write write, TableDefinition definition)
    {
        KeyValidation.Require(write.Key, definition.Keys);
        ConditionValidation.Require(write.Condition);
        if (write is Update update)
            UpdateValidation.Require(update);
        else if (write is Put put && ItemValidation.Fault(put.Item) is { } fault)
            throw Refusal.Of(fault);
    }

    /// <summary>
    /// A put on its own: an item that does not fit the indexes is refused before its condition is looked at. (In a
    /// transaction it is a reason to cancel.)
    /// </summary>
    public static void RequirePut(Put put, TableDefinition definition)
    {
        Require(put, definition);
        if (IndexKeyValidation.Fault(put.Item, definition) is { } fault)
            throw Refusal.Of(fault);
    }

    /// <summary>A batch of puts and deletes. All of it is refused if an item in it cannot be stored.</summary>
    public static void RequireBatch(IReadOnlyList<Write> writes, TableDefinition definition)
    {
        Refusal.UnlessCount(writes.Count, TableLimits.BatchWrites, "requestItems");
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            if (write is not (Put or Delete) || write.Condition is not null)
                throw Refusal.Of(
                    $"A batched write holds puts and deletes without conditions; entry {i} is another: use a transaction"
                );
            KeyValidation.Require(write.Key, definition.Keys);
            if (write is Put { Item: var item })
                RequireItem(item, definition);
        }
        KeyValidation.RequireDistinct(
            writes,
            static write => write.Key,
            "Provided list of item keys contains duplicates"
        );
    }

    /// <summary>A batch of inserts. All of it is refused if an item in it cannot be stored.</summary>
    public static void RequireInserts(IReadOnlyList<Item> items, TableDefinition definition)
    {
        Refusal.UnlessCount(items.Count, TableLimits.BatchWrites, "statements");
        for (var i = 0; i < items.Count; i++)
        {
            KeyValidation.Require(items[i].Key, definition.Keys);
            RequireItem(items[i], definition);
        }
        KeyValidation.RequireDistinct(items, static item => item.Key, "Provided list of item keys contains duplicates");
    }

    /// <summary>A transaction. Its 4 MB are counted over what it carries: items to put and values to set.</summary>
    public static void RequireTransaction(IReadOnlyList<Write> writes, string token, TableDefinition definition)
    {
        Refusal.UnlessCount(writes.Count, TableLimits.TransactionWrites, "transactItems");
        if (token is not { Length: >= 1 and <= TableLimits.IdempotencyTokenLength })
            throw Refusal.Of(
                $"1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and {TableLimits.IdempotencyTokenLength}; it has {token?.Length ?? 0}"
            );
        var bytes = 0L;
        for (var i = 0; i < writes.Count; i++)
        {
            Require(writes[i], definition);
            bytes += BytesOf(writes[i]);
        }
        KeyValidation.RequireDistinct(
            writes,
            static write => write.Key,
            "Transaction request cannot include multiple operations on one item"
        );
        if (bytes > TableLimits.TransactionBytes)
            throw Refusal.Of(
                $"Transaction payload size cannot exceed {TableLimits.TransactionBytes} bytes. Payload Size: {bytes}: split it"
            );
    }

    private static void RequireItem(Item item, TableDefinition definition)
    {
        if ((ItemValidation.Fault(item) ?? IndexKeyValidation.Fault(item, definition)) is { } fault)
            throw Refusal.Of(fault);
    }

    private static long BytesOf(Write write) =>
        write switch
        {
            Put put => put.Item.Size,
            Update update => ItemSize.Of(update.Key) + update.Changes.Sum(BytesOf),
            _ => ItemSize.Of(write.Key),
        };

    private static long BytesOf(AttributeChange change) =>
        ItemSize.OfName(change.Attribute)
        + change switch
        {
            AttributeChange.Set set => ItemSize.Of(set.Value),
            AttributeChange.Add add => ItemSize.Of(add.Value),
            _ => 0,
        };
}
