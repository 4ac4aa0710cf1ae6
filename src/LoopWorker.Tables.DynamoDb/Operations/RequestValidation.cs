using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>What is refused here, because DynamoDB's requests cannot say it or DynamoDB would do something else. The rest it refuses itself.</summary>
internal static class RequestValidation
{
    /// <summary>The SDK would make up a token in the place of none; DynamoDB Local would check an item that it also writes.</summary>
    public static void RequireTransaction(IReadOnlyList<Write> writes, string? token)
    {
        if (token is not { Length: >= 1 and <= TableLimits.IdempotencyTokenLength })
            throw Refusal(
                $"An idempotency token has 1 to {TableLimits.IdempotencyTokenLength} characters; this one has {token?.Length ?? 0}"
            );
        RequireDistinct(
            writes,
            static write => write.Key,
            "Transaction request cannot include multiple operations on one item"
        );
    }

    /// <summary>A batch's requests have no place for conditions and updates.</summary>
    public static void RequireBatch(IReadOnlyList<Write> writes)
    {
        for (var i = 0; i < writes.Count; i++)
            if (writes[i] is not (Put or Delete) || writes[i].Condition is not null)
                throw Refusal(
                    $"A batched write holds puts and deletes without conditions; entry {i} is another: use a transaction"
                );
    }

    /// <summary>A batch of statements would take an item twice, and find the second there already.</summary>
    public static void RequireInserts(IReadOnlyList<Item> items)
    {
        if (items.Count is < 1 or > TableLimits.BatchWrites)
            throw Refusal($"A batch of inserts has 1 to {TableLimits.BatchWrites} items; this one has {items.Count}");
        RequireDistinct(items, static item => item.Key, "Provided list of item keys contains duplicates");
    }

    private static void RequireDistinct<T>(IReadOnlyList<T> entries, Func<T, ItemKey> keyOf, string message)
    {
        var seen = new HashSet<ItemKey>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
            if (!seen.Add(keyOf(entries[i])))
                throw Refusal($"{message} (entry {i} repeats a key)");
    }

    private static TableException Refusal(string message) => new(TableErrors.Validation, message);
}
