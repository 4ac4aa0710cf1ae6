using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.InMemory;

/// <summary>Random work on a table and on a plain dictionary comes to the same.</summary>
public sealed class InMemoryModelTests
{
    private const string IndexName = "ByFingerprint";

    private static readonly Gen<ItemKey> Key =
        from partition in Gen.Elements("USER#a", "USER#b", "TXN#1", "\U0001F30D")
        from sort in Generators.SortKey
        select new ItemKey(partition, sort);

    private static readonly Gen<Item> StoredItem =
        from key in Key
        from number in Gen.Elements<AttributeValue>(1L, 2L, "x")
        from fingerprint in Gen.Elements(null, "1", "2")
        from size in Gen.Choose(0, 3000)
        select fingerprint is null
            ? Item.Of(key, ("n", number), ("text", new string('x', size)))
            : Item.Of(key, ("n", number), ("text", new string('x', size)), ("fingerprint", fingerprint));

    private static readonly Gen<Condition?> Condition = Gen.OneOf(
        Gen.Constant<Condition?>(null),
        Gen.Elements<Condition?>(
            Tables.Conditions.Condition.NoItem,
            Tables.Conditions.Condition.ItemExists,
            Tables.Conditions.Condition.Equal("n", 1L),
            Tables.Conditions.Condition.NotEqual("n", 1L)
        )
    );

    private static readonly Gen<Write> AnyWrite = Gen.OneOf(
        from item in StoredItem
        from condition in Condition
        select (Write)new Put(item, condition),
        from key in Key
        from condition in Condition
        select (Write)new Delete(key, condition),
        from key in Key
        from condition in Condition
        from change in Gen.Elements<AttributeChange>(
            new AttributeChange.Add("n", 3L),
            new AttributeChange.Set("fingerprint", "2"),
            new AttributeChange.Remove("fingerprint")
        )
        select (Write)new Update(key, [change], condition)
    );

    private static readonly Gen<Write[]> Transaction = AnyWrite
        .NonEmptyListOf()
        .Select(writes => writes.DistinctBy(write => write.Key).Take(6).ToArray());

    [Fact]
    public void Single_writes_do_what_they_do_to_a_dictionary() =>
        Property.Holds(
            AnyWrite.ListOf(),
            writes =>
            {
                var (table, model) = (NewTable(), new TableModel());
                foreach (var write in writes)
                    Assert.Equal(model.Write(write), Succeeds(table, write));
                AssertSame(model, table);
            }
        );

    [Fact]
    public void A_transaction_takes_place_wholly_or_not_at_all() =>
        Property.Holds(
            Transaction.ListOf(),
            transactions =>
            {
                var (table, model) = (NewTable(), new TableModel());
                foreach (var (number, writes) in transactions.Index())
                {
                    var before = model.Items;
                    var result = table.TransactAsync(writes, $"{number}", default).Result;
                    Assert.Equal(model.Write(writes), result.Committed);
                    AssertReasons(writes, before, result);
                }
                AssertSame(model, table);
            }
        );

    [Fact]
    public void A_repeated_transaction_changes_nothing() =>
        Property.Holds(
            Transaction.ListOf(),
            transactions =>
            {
                var (once, twice) = (NewTable(), NewTable());
                foreach (var (number, writes) in transactions.Index())
                {
                    var committed = once.TransactAsync(writes, $"{number}", default).Result.Committed;
                    Assert.Equal(committed, twice.TransactAsync(writes, $"{number}", default).Result.Committed);
                    Assert.Equal(committed, twice.TransactAsync(writes, $"{number}", default).Result.Committed);
                }
                Assert.Equal(Everything(once), Everything(twice));
            }
        );

    [Fact]
    public void Pages_of_a_query_make_up_its_single_page() =>
        Property.Holds(
            from items in StoredItem.ListOf()
            from prefix in Gen.Elements(null, "a", "PENDING", "PENDING#1", "\uFFFD")
            from isDescending in Gen.Elements(false, true)
            from limit in Gen.Choose(1, 4)
            select (items, new Query("USER#a", prefix, isDescending), limit),
            given =>
            {
                var (items, query, limit) = given;
                var table = NewTable();
                foreach (var item in items)
                    Succeeds(table, new Put(item));

                var whole = table.QueryAsync(query, default).Result;
                var paged = AllPages(after =>
                    table.QueryAsync(query with { Limit = limit, After = after }, default).Result
                );

                Assert.Null(whole.Next);
                Assert.Equal(whole.Items, paged);
                var sorts = items
                    .Where(item => item.Key.Partition == "USER#a")
                    .Select(item => item.Key.Sort)
                    .Where(sort =>
                        query.SortPrefix is null || sort.StartsWith(query.SortPrefix, StringComparison.Ordinal)
                    )
                    .Distinct()
                    .Order(Utf8Order.Instance);
                Assert.Equal(query.Descending ? sorts.Reverse() : sorts, whole.Items.Select(item => item.Key.Sort));
            }
        );

    [Fact]
    public void A_scan_in_pages_meets_what_stays_though_other_items_come_and_go() =>
        Property.Holds(
            from staying in StoredItem.ListOf()
            from going in StoredItem.ListOf()
            from coming in StoredItem.ListOf()
            from limit in Gen.Choose(1, 3)
            select (staying, going, coming, limit),
            given =>
            {
                var kept = given.staying.Select(item => item.Key).ToHashSet();
                var table = NewTable();
                foreach (var item in given.staying.Concat(given.going))
                    Succeeds(table, new Put(item));

                var isFirst = true;
                var seen = AllPages(after =>
                {
                    var page = table.ScanAsync(new Scan(given.limit, after), default).Result;
                    if (isFirst)
                    {
                        foreach (var item in given.going.Where(item => !kept.Contains(item.Key)))
                            Succeeds(table, new Delete(item.Key));
                        foreach (var item in given.coming.Where(item => !kept.Contains(item.Key)))
                            Succeeds(table, new Put(item));
                    }
                    isFirst = false;
                    return page;
                });

                Assert.Equal(seen.Count, seen.DistinctBy(item => item.Key).Count());
                Assert.Superset(kept, seen.Select(item => item.Key).ToHashSet());
            }
        );

    private static InMemoryTable NewTable() =>
        new(new TableDefinition("loop", null, new IndexDefinition(IndexName, "fingerprint", "n")), TimeProvider.System);

    private static bool Succeeds(InMemoryTable table, Write write)
    {
        try
        {
            return write switch
            {
                Put put => table.PutAsync(put, default).GetAwaiter().GetResult().Succeeded,
                Update update => table.UpdateAsync(update, default).GetAwaiter().GetResult().Succeeded,
                Delete delete => table.DeleteAsync(delete, default).GetAwaiter().GetResult().Succeeded,
                _ => throw new InvalidOperationException("no such write"),
            };
        }
        catch (TableException refusal) when (refusal.Code == TableErrors.Validation)
        {
            return false;
        }
    }

    private static void AssertReasons(
        Write[] writes,
        IReadOnlyDictionary<ItemKey, Item> before,
        TransactionResult result
    )
    {
        if (result.Committed)
            return;
        Assert.Equal(writes.Length, result.Reasons.Count);
        Assert.Contains(result.Reasons, reason => reason.Code != CancellationCode.None);
        for (var i = 0; i < writes.Length; i++)
        {
            var stored = before.GetValueOrDefault(writes[i].Key);
            var failed = writes[i].Condition?.Holds(stored) == false;
            Assert.Equal(failed, result.Reasons[i].Code == CancellationCode.ConditionFailed);
            Assert.Equal(failed ? stored : null, result.Reasons[i].Stored);
        }
    }

    private static void AssertSame(TableModel model, InMemoryTable table)
    {
        Assert.Equal(model.Items, Everything(table));
        foreach (var (key, item) in model.Items)
            Assert.Equal(item, table.GetAsync(key, Consistency.Strong, default).Result.Item);
        foreach (var fingerprint in (string[])["1", "2"])
        {
            var expected = model
                .Items.Values.Where(item => item["fingerprint"]?.AsString == fingerprint)
                .Select(item => item.Without("text"))
                .ToHashSet();
            var entries = AllPages(after =>
                table.QueryAsync(new IndexQuery(IndexName, fingerprint, 2, after), default).Result
            );
            Assert.Equal(expected.Count, entries.Count);
            Assert.Equal(expected, entries.ToHashSet());
        }
    }

    private static Dictionary<ItemKey, Item> Everything(InMemoryTable table) =>
        AllPages(after => table.ScanAsync(new Scan(After: after), default).Result).ToDictionary(item => item.Key);

    private static List<Item> AllPages(Func<ItemKey?, Page> read)
    {
        var items = new List<Item>();
        ItemKey? after = null;
        do
        {
            var page = read(after);
            items.AddRange(page.Items);
            Assert.True(page.Next is null || page.Next != after, "The pages do not move on.");
            after = page.Next;
        } while (after is not null);
        return items;
    }
}
