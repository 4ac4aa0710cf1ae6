using System.Text.Json.Serialization;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Tests.Support;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>Saving, loading and deleting threads, and the items that it comes to.</summary>
public abstract partial class CheckpointContract : CheckpointPattern
{
    [Fact]
    public async Task A_thread_that_was_never_saved_has_no_state()
    {
        var (_, store) = await CreateAsync();
        Assert.Null(await store.LoadAsync(Thread, None));
        await store.DeleteAsync(Thread, None);
    }

    [Fact]
    public async Task What_was_saved_last_is_loaded()
    {
        var (_, store) = await CreateAsync();
        await store.SaveAsync(Thread, "{}", None);
        Clock.Advance(TimeSpan.FromSeconds(90));
        await store.SaveAsync(Thread, State, None);
        await store.SaveAsync("user-124", "[]", None);

        var loaded = await store.LoadAsync(Thread, None);

        var info = new CheckpointInfo(Thread, Start.AddSeconds(90), ExpiresAt: null, Version: 0);
        Assert.Equal(new Checkpoint<string>(State, info), loaded);
    }

    [Fact]
    public async Task A_small_state_is_exactly_the_documented_item()
    {
        var (table, store) = await CreateAsync();
        await store.SaveAsync(Thread, State, None);
        Assert.Equal(Item.Of(Key, ("state", State), ("updated_at", "2034-01-01T12:00:00Z")), await Stored(table, Key));
        Assert.Single(await AllItems(table));
    }

    [Fact]
    public async Task With_a_time_to_live_a_small_state_is_exactly_the_documented_item_too()
    {
        var (table, store) = await CreateAsync(new CheckpointOptions { TimeToLive = TimeSpan.FromDays(30) });
        await store.SaveAsync(Thread, State, None);
        Assert.Equal(
            Item.Of(
                Key,
                ("state", State),
                ("updated_at", "2034-01-01T12:00:00Z"),
                ("ttl", Start.AddDays(30).ToUnixTimeSeconds())
            ),
            await Stored(table, Key)
        );
    }

    [Theory]
    [InlineData("2024-01-01T12:00:00Z")]
    [InlineData("2024-01-01T12:00:00.000000000+00:00")]
    [InlineData("2024-01-01T14:00:00+02:00")]
    public async Task The_documented_item_is_read(string updatedAt)
    {
        var (table, store) = await CreateAsync();
        var item = DynamoDbJson.Read(
            CheckpointStore.Keys,
            $$$"""
            {
                "thread_id": {"S": "user-123"},
                "state": {"S": "{\"messages\": [1, 2]}"},
                "updated_at": {"S": "{{{updatedAt}}}"},
                "ttl": {"N": "4102444800"}
            }
            """
        );
        await table.PutAsync(new Put(item), None);

        var loaded = await store.LoadAsync(Thread, None);

        Assert.Equal("""{"messages": [1, 2]}""", loaded?.State);
        Assert.Equal(
            new CheckpointInfo(
                Thread,
                new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero),
                DateTimeOffset.FromUnixTimeSeconds(4102444800),
                Version: 0
            ),
            loaded?.Info
        );
    }

    [Fact]
    public async Task A_state_whose_time_is_over_is_gone_though_the_item_is_there()
    {
        var (table, store) = await CreateAsync(new CheckpointOptions { TimeToLive = TimeSpan.FromMinutes(1) });
        await store.SaveAsync(Thread, State, None);
        Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await store.LoadAsync(Thread, None));
        Assert.Single(await Threads(store, ""));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await store.LoadAsync(Thread, None));
        Assert.Empty(await Threads(store, ""));
        Assert.NotNull(await Stored(table, Key));
    }

    [Fact]
    public async Task A_larger_state_is_compressed_in_the_same_item()
    {
        var (table, store) = await CreateAsync();
        var state = States.Compressible(100_000);
        await store.SaveAsync(Thread, state, None);

        var item = await Stored(table, Key);
        Assert.Null(item?["state"]);
        Assert.IsType<BinaryValue>(item?["state_brotli"]);
        Assert.True(item!.Size < 20_000);
        Assert.Single(await AllItems(table));
        Assert.Equal(state, (await store.LoadAsync(Thread, None))?.State);
    }

    [Fact]
    public async Task A_state_that_no_item_can_hold_is_kept_in_parts()
    {
        var (table, store) = await CreateAsync();
        var state = States.Incompressible(2_000_000, seed: 1);
        await store.SaveAsync(Thread, state, None);

        var head = await Stored(table, Key);
        Assert.Null(head?["state"]);
        var parts = head?["parts"]?.AsInt64;
        Assert.True(parts > 2);
        Assert.Equal(parts + 1, (await AllItems(table)).Count);
        Assert.Equal(state, (await store.LoadAsync(Thread, None))?.State);
        Assert.Equal([Thread], await Threads(store, ""));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 900)]
    [InlineData(900, 10)]
    [InlineData(900, 100)]
    [InlineData(100, 900)]
    [InlineData(900, 900)]
    public async Task Whatever_replaces_a_state_nothing_of_it_stays(int before, int after)
    {
        var (table, store) = await CreateAsync(Small);
        await store.SaveAsync(Thread, States.Incompressible(before, seed: 1), None);
        await store.SaveAsync(Thread, States.Incompressible(after, seed: 2), None);

        Assert.Equal(States.Incompressible(after, seed: 2), (await store.LoadAsync(Thread, None))?.State);
        var parts = (await Stored(table, Key))?["parts"]?.AsInt64 ?? 0;
        Assert.Equal(after == 900, parts > 0);
        Assert.Equal(parts + 1, (await AllItems(table)).Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(900)]
    public async Task A_deleted_thread_leaves_nothing(int size)
    {
        var (table, store) = await CreateAsync(Small);
        await store.SaveAsync(Thread, States.Incompressible(size, seed: 1), None);
        await store.DeleteAsync(Thread, None);
        Assert.Null(await store.LoadAsync(Thread, None));
        Assert.Empty(await AllItems(table));
    }

    [Fact]
    public async Task Parts_outlive_the_item_that_names_them()
    {
        var (table, store) = await CreateAsync(Small with { TimeToLive = TimeSpan.FromHours(1) });
        await store.SaveAsync(Thread, States.Incompressible(900, seed: 1), None);
        var head = Start.AddHours(1).ToUnixTimeSeconds();
        Assert.Equal(head, (await Stored(table, Key))?["ttl"]?.AsInt64);
        Assert.All(
            (await AllItems(table)).Where(item => item.Key != Key),
            part => Assert.Equal(head + 24 * 3600, part["ttl"]?.AsInt64)
        );
    }

    [Fact]
    public async Task Parts_that_are_missing_or_changed_are_noticed()
    {
        var (table, store) = await CreateAsync(Small);
        await store.SaveAsync(Thread, States.Incompressible(900, seed: 1), None);
        var part = (await AllItems(table)).First(item => item.Key != Key);
        await table.PutAsync(new Put(part.With("data", new BinaryValue(new byte[64]))), None);
        await Assert.ThrowsAsync<CheckpointException>(() => store.LoadAsync(Thread, None));
        await table.DeleteAsync(new Delete(part.Key), None);
        await Assert.ThrowsAsync<CheckpointException>(() => store.LoadAsync(Thread, None));
        await store.SaveAsync(Thread, State, None);
        Assert.Equal(State, (await store.LoadAsync(Thread, None))?.State);
    }

    [Fact]
    public async Task An_item_without_a_state_cannot_be_read()
    {
        var (table, store) = await CreateAsync();
        await table.PutAsync(new Put(Item.Of(Key, ("state", 1L))), None);
        var exception = await Assert.ThrowsAsync<CheckpointException>(() => store.LoadAsync(Thread, None));
        Assert.Contains("'state'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_with_other_attributes_of_our_names_can_be_saved_anew_and_deleted()
    {
        var (table, store) = await CreateAsync(Small);
        var foreign = Item.Of(Key, ("state", "{}"), ("generation", 7L), ("version", "v1"), ("ttl", "never"));
        await table.PutAsync(new Put(foreign), None);
        await store.SaveAsync(Thread, States.Incompressible(900, seed: 1), None);
        Assert.Equal(States.Incompressible(900, seed: 1), (await store.LoadAsync(Thread, None))?.State);
        await table.PutAsync(new Put(foreign), None);
        await store.DeleteAsync(Thread, None);
        Assert.Null(await Stored(table, Key));
    }

    [Fact]
    public async Task A_state_may_be_an_object()
    {
        var (_, store) = await CreateAsync();
        var run = new Run("summarize", 3);
        await store.SaveAsync(Thread, run, TestJson.Default.Run, None);
        Assert.Equal(run, (await store.LoadAsync(Thread, TestJson.Default.Run, None))?.State);
        Assert.Null(await store.LoadAsync("another", TestJson.Default.Run, None));
        Assert.True((await store.TrySaveAsync(Thread, run with { Step = 4 }, TestJson.Default.Run, 0, None)).Saved);
        await store.SaveAsync(Thread, """{"Step":"secret"}""", None);
        var exception = await Assert.ThrowsAsync<CheckpointException>(() =>
            store.LoadAsync(Thread, TestJson.Default.Run, None)
        );
        Assert.Contains("$.Step", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    internal sealed record Run(string Goal, int Step);

    [JsonSerializable(typeof(Run))]
    internal sealed partial class TestJson : JsonSerializerContext;
}
