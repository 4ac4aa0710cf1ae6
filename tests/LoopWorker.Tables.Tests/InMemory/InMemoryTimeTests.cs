using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Tests.InMemory;

/// <summary>What passes with time: times to live and tokens.</summary>
public sealed class InMemoryTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly ItemKey Session = new("USER#a", "SESSION");
    private static readonly ItemKey Card = new("CARD#1", "META");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualClock _clock = new(Start);
    private readonly InMemoryTable _table;

    public InMemoryTimeTests() => _table = new InMemoryTable(Definition, _clock);

    private static TableDefinition Definition { get; } =
        new("loop", "ttl", new IndexDefinition("ByFingerprint", "fingerprint"));

    [Fact]
    public async Task An_expired_item_is_there_until_the_lag_is_over()
    {
        await Put(Expiring(TimeSpan.FromHours(1)));

        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromHours(48) - Second);
        Assert.NotNull(await Get(Session));

        _clock.Advance(Second);
        Assert.Null(await Get(Session));
    }

    [Fact]
    public async Task Deletion_reaches_indexes_scans_queries_and_conditions()
    {
        await Put(Item.Of(Card, ("fingerprint", "1"), ("ttl", Start.ToUnixTimeSeconds())));
        _clock.Advance(TimeSpan.FromHours(48));

        Assert.Empty((await _table.QueryAsync(new IndexQuery("ByFingerprint", "1"), default)).Items);
        Assert.Empty((await _table.ScanAsync(new Scan(), default)).Items);
        Assert.Empty((await _table.QueryAsync(new Query(Card.Partition), default)).Items);
        Assert.True((await _table.PutAsync(new Put(new Item(Card), Condition.NoItem), default)).Succeeded);
    }

    [Fact]
    public async Task A_write_is_decided_without_what_has_gone()
    {
        await Put(Expiring(TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromHours(48));

        Assert.True((await _table.TransactAsync([new Check(Session, Condition.NoItem)], "t", default)).Committed);
    }

    [Fact]
    public async Task A_time_that_was_put_off_counts_anew()
    {
        await Put(Expiring(TimeSpan.FromHours(1)));
        await Put(Expiring(TimeSpan.FromHours(2)));

        _clock.Advance(TimeSpan.FromHours(49));
        Assert.NotNull(await Get(Session));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Get(Session));
    }

    [Fact]
    public async Task A_time_that_was_taken_away_or_brought_forward_counts_too()
    {
        await Put(Expiring(TimeSpan.FromHours(1)));
        await _table.UpdateAsync(new Update(Session, [new AttributeChange.Remove("ttl")]), default);
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.NotNull(await Get(Session));

        await Put(Expiring(TimeSpan.FromDays(100)));
        await Put(Expiring(TimeSpan.FromDays(31)));
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(48));
        Assert.Null(await Get(Session));
    }

    [Fact]
    public async Task An_item_deleted_and_put_anew_lives_by_its_own_time()
    {
        await Put(Expiring(TimeSpan.FromHours(1)));
        await _table.DeleteAsync(new Delete(Session), default);
        await Put(new Item(Session));
        _clock.Advance(TimeSpan.FromDays(30));

        Assert.NotNull(await Get(Session));
    }

    [Fact]
    public async Task A_lag_of_nothing_deletes_on_the_second()
    {
        var table = new InMemoryTable(Definition, _clock, new InMemoryTableOptions { TimeToLiveLag = TimeSpan.Zero });
        await table.PutAsync(new Put(Expiring(TimeSpan.FromSeconds(5))), default);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull((await table.GetAsync(Session, Consistency.Strong, default)).Item);
        _clock.Advance(Second);
        Assert.Null((await table.GetAsync(Session, Consistency.Strong, default)).Item);
    }

    [Fact]
    public async Task What_is_no_time_to_live_never_passes()
    {
        await Put(Item.Of(Session, ("ttl", "1")));
        await Put(Item.Of(Card, ("ttl", Start.AddYears(-6).ToUnixTimeSeconds())));
        _clock.Advance(TimeSpan.FromDays(365));

        Assert.NotNull(await Get(Session));
        Assert.NotNull(await Get(Card));
    }

    [Fact]
    public async Task A_token_is_good_for_ten_minutes()
    {
        Write[] writes = [new Update(Session, [new AttributeChange.Add("count", 1L)])];
        await _table.TransactAsync(writes, "token", default);

        _clock.Advance(TimeSpan.FromMinutes(10) - Second);
        await _table.TransactAsync(writes, "token", default);
        Assert.Equal(1L, (await Get(Session))?["count"]?.AsInt64);

        // The repeat did not prolong it.
        _clock.Advance(Second);
        await _table.TransactAsync(writes, "token", default);
        Assert.Equal(2L, (await Get(Session))?["count"]?.AsInt64);
    }

    [Fact]
    public async Task A_token_whose_time_is_over_is_free_for_other_writes()
    {
        await _table.TransactAsync([new Put(new Item(Session))], "token", default);
        await Assert.ThrowsAsync<TableException>(() => _table.TransactAsync([new Delete(Session)], "token", default));

        _clock.Advance(TimeLimit);
        Assert.True((await _table.TransactAsync([new Delete(Session)], "token", default)).Committed);
    }

    private static TimeSpan TimeLimit => TableLimits.IdempotencyWindow;

    private static Item Expiring(TimeSpan after) => Item.Of(Session, ("ttl", (Start + after).ToUnixTimeSeconds()));

    private async Task Put(Item item) => await _table.PutAsync(new Put(item), default);

    private async Task<Item?> Get(ItemKey key) => (await _table.GetAsync(key, Consistency.Strong, default)).Item;
}
