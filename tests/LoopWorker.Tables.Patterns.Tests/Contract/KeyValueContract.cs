using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class KeyValueContract : PatternContract
{
    private Task RunAsync(Func<ITable, TimeProvider, Task> test) =>
        RunAsync(async time => await test(await CreateTableAsync(KeyValueTable.Definition(FreshName()), time), time));

    [Fact]
    public Task A_value_is_stored_read_replaced_and_removed() =>
        RunAsync(
            async (table, time) =>
            {
                var kv = new KeyValueTable(table, time, "events");
                Assert.Null(await kv.GetAsync("a", ContractJson.Default.Preference));
                await kv.SetAsync("a", new Preference("dark"), ContractJson.Default.Preference);
                await kv.SetAsync("a", new Preference("light", 2), ContractJson.Default.Preference);
                Assert.Equal(
                    new Preference("light", 2),
                    (await kv.GetAsync("a", ContractJson.Default.Preference))!.Value
                );
                await kv.DeleteAsync("a");
                await kv.DeleteAsync("a");
                Assert.Null(await kv.GetAsync("a", ContractJson.Default.Preference));
            }
        );

    [Fact]
    public Task The_item_is_the_documented_one() =>
        RunAsync(
            async (table, time) =>
            {
                var global = new KeyValueTable(table, time);
                var bare = new KeyValueTable(table, time, "");
                await global.SetAsync("a", new Preference("dark"), ContractJson.Default.Preference);
                await bare.SetAsync("key", "text", ContractJson.Default.String);
                Assert.Equal(
                    Item.Of(KeyValueTable.Keys.Key("global.a"), ("data", """{"theme":"dark","size":0}""")),
                    await StoredAsync(table, KeyValueTable.Keys.Key("global.a"))
                );
                Assert.Equal(
                    Item.Of(KeyValueTable.Keys.Key("key"), ("data", "\"text\"")),
                    await StoredAsync(table, KeyValueTable.Keys.Key("key"))
                );
                await PutAsync(
                    table,
                    Item.Of(KeyValueTable.Keys.Key("global.b"), ("data", """{"size":3,"theme":"x"}"""))
                );
                Assert.Equal(
                    new Preference("x", 3),
                    (await global.GetAsync("b", ContractJson.Default.Preference))!.Value
                );
            }
        );

    [Fact]
    public Task Batches_go_beyond_the_limits_of_a_call() =>
        RunAsync(
            async (table, time) =>
            {
                var kv = new KeyValueTable(table, time);
                List<Entry<string>> entries =
                [
                    .. Enumerable.Range(0, 230).Select(i => new Entry<string>($"k{i}", $"{i}")),
                ];
                await kv.SetBatchAsync([.. entries, new Entry<string>("k0", "last")], ContractJson.Default.String);
                var read = await kv.GetBatchAsync(
                    [.. entries.Select(entry => entry.Id), "k1", "none"],
                    ContractJson.Default.String
                );
                Assert.Equal(230, read.Count);
                Assert.Equal("last", read["k0"]);
                Assert.Equal("229", read["k229"]);
            }
        );

    [Fact]
    public Task Listing_sees_its_own_namespace_page_by_page_and_by_what_ids_contain() =>
        RunAsync(
            async (table, time) =>
            {
                var kv = new KeyValueTable(table, time, "mine");
                var other = new KeyValueTable(table, time, "other");
                for (var i = 0; i < 12; i++)
                    await kv.SetAsync($"{(i % 2 == 0 ? "user" : "card")}-{i}", $"{i}", ContractJson.Default.String);
                await other.SetAsync("user-x", "x", ContractJson.Default.String);
                // A counter in the same namespace is no value.
                await PutAsync(table, Item.Of(KeyValueTable.Keys.Key("mine.user-count"), ("count", 3L)));
                var streamed = new List<Entry<string>>();
                await foreach (
                    var entry in kv.StreamAsync(ContractJson.Default.String, perPage: 5, keyContains: "user-")
                )
                    streamed.Add(entry);
                Assert.Equal(
                    ["user-0", "user-10", "user-2", "user-4", "user-6", "user-8"],
                    streamed.Select(entry => entry.Id).Order(StringComparer.Ordinal)
                );
                var page = await kv.ListAsync(ContractJson.Default.String, limit: 3);
                Assert.NotNull(page.Next);
                Assert.InRange(page.Entries.Count, 0, 3);
            }
        );

    [Fact]
    public Task What_cannot_be_read_is_named_and_its_content_is_not() =>
        RunAsync(
            async (table, time) =>
            {
                var kv = new KeyValueTable(table, time);
                await PutAsync(table, Item.Of(KeyValueTable.Keys.Key("global.a"), ("data", "{\"theme\":secret")));
                var refused = await Assert.ThrowsAsync<StoredValueException>(() =>
                    kv.GetAsync("a", ContractJson.Default.Preference)
                );
                Assert.Equal(
                    "The attribute 'data' of the item global.a cannot be read: it is not JSON of Preference (line 1, byte 10).",
                    refused.Message
                );
                await Assert.ThrowsAsync<ArgumentException>(() => kv.DeleteAsync(""));
            }
        );
}
