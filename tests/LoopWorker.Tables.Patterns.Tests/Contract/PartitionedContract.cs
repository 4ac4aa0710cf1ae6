using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class PartitionedContract : PatternContract
{
    private static readonly CompoundKey Theme = new("user-1", "settings", "theme");
    private static readonly CompoundKey Tags = new("user-1", "profile", "tags");

    private Task RunAsync(Func<ITable, PartitionedKeyValueTable, Task> test) =>
        RunAsync(async time =>
        {
            var table = await CreateTableAsync(PartitionedKeyValueTable.Definition(FreshName()), time);
            await test(table, new PartitionedKeyValueTable(table, Chance, time));
        });

    [Fact]
    public Task A_value_is_stored_read_replaced_and_removed() =>
        RunAsync(
            async (_, values) =>
            {
                Assert.False(await values.ExistsAsync(Theme));
                Assert.Null(await values.GetAsync(Theme, ContractJson.Default.Preference));
                await values.SetAsync(Theme, new Preference("dark"), ContractJson.Default.Preference);
                Assert.False(
                    await values.SetIfNotExistsAsync(Theme, new Preference("light"), ContractJson.Default.Preference)
                );
                Assert.Equal(
                    new Preference("dark"),
                    (await values.GetAsync(Theme, ContractJson.Default.Preference))!.Value
                );
                Assert.True(await values.ExistsAsync(Theme));
                await values.DeleteAsync(Theme);
                Assert.False(await values.ExistsAsync(Theme));
                Assert.True(
                    await values.SetIfNotExistsAsync(Theme, new Preference("light"), ContractJson.Default.Preference)
                );
            }
        );

    [Fact]
    public Task The_items_are_the_documented_ones() =>
        RunAsync(
            async (table, values) =>
            {
                await values.SetAsync(Theme, new Preference("dark"), ContractJson.Default.Preference);
                await values.SetAsync(Theme with { Namespace = "" }, "x", ContractJson.Default.String);
                await values.Sets.AddAsync(Tags, ["a", "b"], ContractJson.Default.ListString);
                var keys = PartitionedKeyValueTable.Keys;
                Assert.Equal(
                    Item.Of(keys.Key("user-1", "settings.theme"), ("data", """{"theme":"dark","size":0}""")),
                    await StoredAsync(table, keys.Key("user-1", "settings.theme"))
                );
                Assert.Equal(
                    Item.Of(keys.Key("user-1", "theme"), ("data", "\"x\"")),
                    await StoredAsync(table, keys.Key("user-1", "theme"))
                );
                // md5 of ["a","b"].
                Assert.Equal(
                    Item.Of(
                        keys.Key("user-1", "profile.tags"),
                        ("data", """["a","b"]"""),
                        ("md5", "e53f04d1bcc1428d9e8db9a93578c5eb")
                    ),
                    await StoredAsync(table, keys.Key("user-1", "profile.tags"))
                );
            }
        );

    [Fact]
    public Task A_partition_is_listed_in_order_and_cleared_beyond_the_limits_of_a_call() =>
        RunAsync(
            async (table, values) =>
            {
                await values.SetBatchAsync(
                    Enumerable.Range(0, 60).Select(i => (new CompoundKey("p", "n", $"{i:00}"), $"v{i}")),
                    ContractJson.Default.String
                );
                await values.SetAsync(new CompoundKey("q", "n", "1"), "other", ContractJson.Default.String);
                await PutAsync(table, Item.Of(PartitionedKeyValueTable.Keys.Key("p", "z"), ("count", 7L)));
                var listed = new List<PartitionEntry>();
                await foreach (var entry in values.ListAsync("p"))
                    listed.Add(entry);
                Assert.Equal(61, listed.Count);
                Assert.Equal(new PartitionEntry("n.00", "\"v0\""), listed[0]);
                Assert.Equal(new PartitionEntry("z", "7"), listed[60]);
                await values.ClearAsync("p");
                await values.ClearAsync("p");
                await foreach (var entry in values.ListAsync("p"))
                    Assert.Fail($"{entry} is left.");
                Assert.True(await values.ExistsAsync(new CompoundKey("q", "n", "1")));
            }
        );

    [Fact]
    public Task Sets_have_each_element_once() =>
        RunAsync(
            async (_, values) =>
            {
                var (sets, type) = (values.Sets, ContractJson.Default.ListString);
                Assert.False(await sets.RemoveAsync(Tags, ["a"], type));
                Assert.False(await sets.UpdateAsync(Tags, "a", type));
                Assert.True(await sets.AddAsync(Tags, ["a", "b", "a"], type));
                Assert.False(await sets.AddAsync(Tags, ["b"], type));
                Assert.True(await sets.AddAsync(Tags, ["b", "c"], type));
                Assert.Equal(["a", "b", "c"], (await values.GetAsync(Tags, type))!.Value);
                Assert.True(await sets.ContainsAsync(Tags, "c", type));
                Assert.False(await sets.ContainsAsync(Tags, "C", type));
                Assert.True(await sets.ContainsAsync(Tags, "C", type, SameIgnoringCase));
                Assert.True(await sets.UpdateAsync(Tags, "b-pro", type, tag => tag == "b"));
                Assert.True(await sets.RemoveAsync(Tags, ["A", "x"], type, SameIgnoringCase));
                Assert.False(await sets.RemoveAsync(Tags, ["a"], type));
                Assert.Equal(["b-pro", "c"], (await values.GetAsync(Tags, type))!.Value);
            }
        );

    [Fact]
    public Task Elements_are_the_same_if_their_JSON_is() =>
        RunAsync(
            async (_, values) =>
            {
                var type = ContractJson.Default.ListPreference;
                await values.Sets.AddAsync(Tags, [new Preference("a", 1)], type);
                Assert.False(await values.Sets.AddAsync(Tags, [new Preference("a", 1)], type));
                Assert.True(await values.Sets.ContainsAsync(Tags, new Preference("a", 1), type));
                Assert.False(await values.Sets.ContainsAsync(Tags, new Preference("a", 2), type));
            }
        );

    [Fact]
    public Task A_list_that_was_stored_as_a_whole_is_not_overwritten_unseen() =>
        RunAsync(
            async (_, values) =>
            {
                var type = ContractJson.Default.ListString;
                await values.SetAsync(Tags, ["a"], type);
                Assert.True(await values.Sets.AddAsync(Tags, ["b"], type));
                await values.SetAsync(Tags, ["c"], type);
                Assert.True(await values.Sets.AddAsync(Tags, ["d"], type));
                Assert.Equal(["c", "d"], (await values.GetAsync(Tags, type))!.Value);
            }
        );

    [Fact]
    public Task A_list_that_is_stored_as_a_whole_while_it_is_changed_is_changed_as_it_is_then() =>
        RunAsync(async time =>
        {
            var table = await CreateTableAsync(PartitionedKeyValueTable.Definition(FreshName()), time);
            var type = ContractJson.Default.ListString;
            var others = new PartitionedKeyValueTable(table, Chance, time);
            await others.SetAsync(Tags, ["a"], type);
            var isFirst = true;
            var values = new PartitionedKeyValueTable(
                table.Before<TableCall.Put>(async _ =>
                {
                    if (isFirst)
                        await others.SetAsync(Tags, ["b"], type);
                    isFirst = false;
                }),
                Chance,
                time
            );
            Assert.True(await values.Sets.AddAsync(Tags, ["c"], type));
            Assert.Equal(["b", "c"], (await others.GetAsync(Tags, type))!.Value);
        });

    [Fact]
    public Task No_element_is_lost_under_many_writers() =>
        RunAsync(
            async (_, values) =>
            {
                var type = ContractJson.Default.ListString;
                var added = await AllAsync(Many, i => values.Sets.AddAsync(Tags, [$"e{i}"], type));
                Assert.DoesNotContain(false, added);
                var removed = await AllAsync(
                    Many,
                    async i =>
                        i % 2 == 0
                            ? await values.Sets.RemoveAsync(Tags, [$"e{i}"], type)
                            : await values.Sets.AddAsync(Tags, [$"f{i}"], type)
                );
                Assert.DoesNotContain(false, removed);
                var left = (await values.GetAsync(Tags, type))!.Value;
                var odd = Enumerable.Range(0, Many).Where(i => i % 2 == 1).ToList();
                Assert.Equal(
                    odd.SelectMany(i => (string[])[$"e{i}", $"f{i}"]).Order(StringComparer.Ordinal),
                    left.Order(StringComparer.Ordinal)
                );
            }
        );

    private static bool SameIgnoringCase(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
