using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Capacity;

/// <summary>A sequence of calls whose prices are worth comparing, the same each time: sizes are chosen around the steps of 1 KB and 4 KB.</summary>
/// <param name="tokenPrefix">Makes idempotency tokens unique: DynamoDB remembers them for the account.</param>
internal sealed class CapacitySession(string tokenPrefix) : CallRecorder(tokenPrefix)
{
    public const string Index = "ByFingerprint";

    private static readonly int[] Sizes =
    [
        100,
        1023,
        1024,
        1025,
        2047,
        2048,
        2049,
        3000,
        4095,
        4096,
        4097,
        8192,
        8193,
        12_289,
        40_000,
    ];

    private readonly Random _random = new(20_261_121);

    public static TableDefinition Definition(string name) =>
        new(name, TimeToLiveAttribute: null, new IndexDefinition(Index, "fingerprint", "user_pubkey"));

    /// <summary>All calls, in order: each works on what those before have left.</summary>
    public static IReadOnlyList<PricedCall> Calls(string tokenPrefix)
    {
        var session = new CapacitySession(tokenPrefix);
        session.AddSingleItems();
        session.AddIndexedItems();
        session.AddConditions();
        session.AddPages();
        session.AddBatches();
        session.AddTransactions();
        session.AddMixture();
        return session.Recorded;
    }

    private void AddSingleItems()
    {
        Add("scan, nothing found", "", async t => (await t.ScanAsync(new Scan(), default)).Capacity);
        var key = new ItemKey("single", "s");
        Get(key);
        Delete(key);
        foreach (var size in Sizes)
        {
            Put(Sized(key, size));
            Get(key);
            Put(Sized(key, 100));
            Update(key, new AttributeChange.Set("text", new string('y', size)));
            Update(key, new AttributeChange.Add("n", 1L), new AttributeChange.Set("m", size));
            Delete(key);
        }
        foreach (var value in Values())
        {
            // The value's size alone decides on which side of the step the item falls.
            var item = Item.Of(key, ("value", value), ("text", ""));
            Put(item.With("text", new string('x', 1024 - item.Size)));
            Delete(key);
            Put(item.With("text", new string('x', 1025 - item.Size)));
            Get(key);
            Delete(key);
        }
    }

    private void AddIndexedItems()
    {
        var key = new ItemKey("CARD#1", "META");
        var card = Item.Of(key, ("fingerprint", "1"), ("user_pubkey", "a"), ("card_last4", "4242"));
        void Step(string change, Item item) =>
            Add($"put, {change}", $"{item.Size} bytes", t => Write(t.PutAsync(new Put(item), default)));
        Step("index entry added", card);
        Step("index entry the same", card);
        Step("index entry the same, other attribute changed", card.With("card_last4", "1111"));
        Step("index entry replaced", card.With("user_pubkey", "b"));
        Step("index entry replaced, larger", card.With("user_pubkey", new string('b', 3000)));
        Step("index entry replaced, smaller", card);
        Step("index entry rekeyed", card.With("fingerprint", "2"));
        Step("index entry rekeyed, larger", card.With("fingerprint", "3").With("user_pubkey", new string('c', 2500)));
        Step("index entry rekeyed, smaller", card.With("fingerprint", "4"));
        Step("index entry removed", card.Without("fingerprint"));
        Step("index entry added", card);
        Query(new IndexQuery(Index, "1"));
        Query(new IndexQuery(Index, "none"), isEmpty: true);
        Add(
            "update, index entry rekeyed",
            "",
            t => Write(t.UpdateAsync(new Update(key, [new AttributeChange.Set("fingerprint", "5")]), default))
        );
        Add(
            "update, index entry removed",
            "",
            t => Write(t.UpdateAsync(new Update(key, [new AttributeChange.Remove("fingerprint")]), default))
        );
        Step("index entry added", card);
        Add("delete, index entry removed", "", t => Write(t.DeleteAsync(new Delete(key), default)));
        foreach (var size in Sizes.Where(size => size < 10_000))
        {
            var large = card.With("user_pubkey", new string('u', size));
            Step("index entry added, by size", large);
            Query(new IndexQuery(Index, "1"));
            Add("delete, index entry removed, by size", $"{size}", t => Write(t.DeleteAsync(new Delete(key), default)));
        }
    }

    private void AddConditions()
    {
        foreach (var size in Sizes)
        {
            var key = new ItemKey("condition", $"{size}");
            var item = Sized(key, size);
            Add(
                "condition failed, no item",
                $"{size}",
                t => Write(t.PutAsync(new Put(item, Condition.ItemExists), default))
            );
            Put(item);
            Add(
                "condition failed",
                $"{size}",
                t => Write(t.PutAsync(new Put(Sized(key, 9000), Condition.NoItem), default))
            );
            Add("condition failed", $"{size}", t => Write(t.DeleteAsync(new Delete(key, Condition.NoItem), default)));
            Add("condition held", $"{size}", t => Write(t.PutAsync(new Put(item, Condition.ItemExists), default)));
        }
    }

    private void AddPages()
    {
        Query(new Query("pages"), isEmpty: true);
        for (var i = 0; i < 12; i++)
            Put(Sized(new ItemKey("pages", $"{i:00}"), Sizes[i]));
        foreach (var consistency in new[] { Consistency.Eventual, Consistency.Strong })
        {
            Query(new Query("pages", Consistency: consistency));
            Query(new Query("pages", "1", Consistency: consistency));
            Query(new Query("pages", "no such prefix", Consistency: consistency), isEmpty: true);
            Query(new Query("pages", Descending: true, Limit: 2, Consistency: consistency));
            Add(
                "scan",
                $"{consistency}",
                async t => (await t.ScanAsync(new Scan(Consistency: consistency), default)).Capacity
            );
            for (var limit = 1; limit < 6; limit++)
            for (var after = 0; after < 12; after += limit)
                Query(
                    new Query("pages", null, false, limit, new ItemKey("pages", $"{after:00}"), consistency),
                    isEmpty: after == 11
                );
        }
    }

    private void AddBatches()
    {
        for (var round = 0; round < 10; round++)
        {
            List<Item> items = [.. Enumerable.Range(0, 2 + _random.Next(22)).Select(i => Sized(Key(i), AnySize()))];
            List<Item> others = [.. items.Take(5).Select((_, i) => Sized(Key(100 + i), AnySize()))];
            var keys = items.ConvertAll(item => item.Key);
            WriteMany("batch of puts", items.Select(item => new Put(item)));
            WriteMany("batch of puts", items.Select(item => new Put(Sized(item.Key, AnySize()))));
            GetMany("all there", keys);
            GetMany("some absent", [.. keys, Key(1000), Key(1001)]);
            InsertMany("none there", others);
            InsertMany("some there", [.. items.Take(10), Sized(Key(200), AnySize())]);
            WriteMany("batch of deletes, all there", keys.Select(key => new Delete(key)));
            WriteMany(
                "batch of deletes, all there",
                [.. others.Select(item => new Delete(item.Key)), new Delete(Key(200))]
            );
            WriteMany("batch of deletes, all absent", keys.Select(key => new Delete(key)));
        }
        var cards = Enumerable
            .Range(0, 5)
            .Select(i => Item.Of(new($"CARD#b{i}", "META"), ("fingerprint", $"b{i}")))
            .ToList();
        InsertMany("indexed", cards);
        WriteMany("batch of deletes, indexed", cards.Select(card => new Delete(card.Key)));
        WriteMany("batch of puts, indexed", cards.Select(card => new Put(card)));

        static ItemKey Key(int number) => new("batch", $"{number}");
    }

    private void AddTransactions()
    {
        foreach (var size in Sizes)
        {
            var key = new ItemKey("transaction", $"{size}");
            Transact("transaction", new Put(Sized(key, size)));
            Transact("transaction, check alone", new Check(key, Condition.ItemExists));
            Transact("transaction", new Update(key, [new AttributeChange.Set("n", 1L)]));
            Transact(
                "transaction cancelled",
                new Put(Sized(key, size), Condition.NoItem),
                new Put(Sized(new("transaction", "other"), 1500))
            );
            Transact("transaction", new Delete(key));
        }
        for (var round = 0; round < 10; round++)
            Transact(
                "transaction",
                [
                    .. Enumerable
                        .Range(0, 2 + _random.Next(20))
                        .Select(i => new Put(Sized(new("many", $"{i}"), AnySize()))),
                ]
            );
        var card = Item.Of(new("CARD#t", "META"), ("fingerprint", "t"), ("user_pubkey", "a"));
        Transact("transaction", new Put(card));
        Transact("transaction", new Put(card.With("fingerprint", "u")));
        Transact("transaction", new Delete(card.Key));
        foreach (var size in Sizes)
        {
            Write[] writes =
            [
                new Put(Sized(new("repeat", $"{size}"), size)),
                new Put(Sized(new("repeat", "other"), 100)),
            ];
            var token = NextToken();
            Add("transaction", $"{size}", async t => (await t.TransactAsync(writes, token, default)).Capacity);
            Add("transaction repeated", $"{size}", async t => (await t.TransactAsync(writes, token, default)).Capacity);
        }
    }

    private void AddMixture()
    {
        for (var i = 0; i < 200; i++)
        {
            var key = new ItemKey("mixture", $"{_random.Next(20)}");
            switch (_random.Next(4))
            {
                case 0:
                    Get(key);
                    break;
                case 1:
                    Delete(key);
                    break;
                case 2:
                    Update(key, new AttributeChange.Set($"text{_random.Next(3)}", new string('z', AnySize())));
                    break;
                default:
                    Put(Sized(key, AnySize()));
                    break;
            }
        }
    }

    private static IEnumerable<AttributeValue> Values() =>
        [
            "",
            "Grüße 🌍",
            0L,
            7L,
            100L,
            -12L,
            123L,
            ulong.MaxValue,
            NumberValue.Parse("-0.000123"),
            NumberValue.Parse("1.2"),
            NumberValue.Parse("100.1"),
            NumberValue.Parse("0.012"),
            NumberValue.Parse("-12345678901234567890123456789012345678"),
            120L,
            -100L,
            12_300L,
            NumberValue.Parse("12345678901234567890123456789012345678"),
            NumberValue.Parse("1E100"),
            true,
            NullValue.Instance,
            new BinaryValue(new byte[10]),
            new ListValue(),
            new ListValue("a", 1L, new ListValue(true)),
            new MapValue(new Dictionary<string, AttributeValue>()),
            new MapValue(new Dictionary<string, AttributeValue> { ["k"] = "v", ["n"] = new ListValue(1L, 2L) }),
            new StringSet("a", "bc"),
            new NumberSet(new NumberValue(1L), new NumberValue(234L)),
            new BinarySet(new BinaryValue(new byte[3]), new BinaryValue(new byte[5])),
        ];

    private int AnySize() => Sizes[_random.Next(Sizes.Length)];
}
