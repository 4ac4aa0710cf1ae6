using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>All or none, reasons in the order of the request, and tokens.</summary>
public abstract class TransactionContract : TableContract
{
    private static readonly ItemKey Context = Key("USER#a");
    private static readonly ItemKey Marker = Key("TXN#1", "PROCESSED");
    private static readonly ItemKey Location = Key("USER#a", "LOCATION");

    [Fact]
    public async Task All_writes_take_place_together()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(Location, ("merchant_id", "m")));
        await Put(table, Named(Key("CARD#1", "META"), ("user_pubkey", "a")));

        var result = await table.TransactAsync(
            [
                new Put(Named(Marker, ("n", 1L)), Condition.NoItem),
                new Update(Context, [new AttributeChange.Add("version", 1L)]),
                new Delete(Location, Condition.ItemExists),
                new Check(Key("CARD#1", "META"), Condition.Equal("user_pubkey", "a")),
            ],
            Token(),
            None
        );

        Assert.True(result.Committed);
        Assert.Empty(result.Reasons);
        Assert.Equal(Named(Marker, ("n", 1L)), await Stored(table, Marker));
        Assert.Equal(Named(Context, ("version", 1L)), await Stored(table, Context));
        Assert.Null(await Stored(table, Location));
        Assert.Equal("a", (await Stored(table, Key("CARD#1", "META")))?["user_pubkey"]?.AsString);
    }

    [Fact]
    public async Task One_failed_condition_keeps_all_from_taking_place_and_names_its_write()
    {
        var table = await CreateTableAsync();
        var marker = Named(Marker, ("user_pubkey", "earlier"));
        await Put(table, marker);

        var result = await table.TransactAsync(
            [
                new Put(Named(Context, ("version", 1L)), Condition.NoItem),
                new Put(Named(Marker, ("user_pubkey", "later")), Condition.NoItem),
                new Put(Named(Location, ("merchant_id", "m"))),
            ],
            Token(),
            None
        );

        Assert.False(result.Committed);
        Assert.Equal(
            [CancellationCode.None, CancellationCode.ConditionFailed, CancellationCode.None],
            result.Reasons.Select(reason => reason.Code)
        );
        Assert.Equal(marker, result.Reasons[1].Stored);
        Assert.Null(result.Reasons[0].Stored);
        Assert.Null(await Stored(table, Context));
        Assert.Null(await Stored(table, Location));
        Assert.Equal(marker, await Stored(table, Marker));
    }

    [Fact]
    public async Task Every_failed_condition_is_reported_with_its_own_item()
    {
        var table = await CreateTableAsync();
        var context = Named(Context, ("version", 5L));
        await Put(table, context);

        var result = await table.TransactAsync(
            [
                new Check(Marker, Condition.ItemExists),
                new Put(Named(Location)),
                new Delete(Context, Condition.Equal("version", 4L)),
            ],
            Token(),
            None
        );

        Assert.Equal(
            [CancellationCode.ConditionFailed, CancellationCode.None, CancellationCode.ConditionFailed],
            result.Reasons.Select(reason => reason.Code)
        );
        Assert.Null(result.Reasons[0].Stored);
        Assert.Equal(context, result.Reasons[2].Stored);
    }

    [Fact]
    public async Task A_failed_check_changes_nothing_and_a_passed_one_writes_nothing()
    {
        var table = await CreateTableAsync();
        Write[] writes = [new Check(Marker, Condition.ItemExists), new Put(Named(Context))];

        Assert.False((await table.TransactAsync(writes, Token(), None)).Committed);
        Assert.Null(await Stored(table, Context));

        Write[] inverse = [new Check(Marker, Condition.NoItem), new Put(Named(Context))];
        Assert.True((await table.TransactAsync(inverse, Token(), None)).Committed);
        Assert.Null(await Stored(table, Marker));
        Assert.NotNull(await Stored(table, Context));
    }

    [Fact]
    public async Task A_check_that_there_is_no_item_hands_back_the_item_that_there_is()
    {
        var table = await CreateTableAsync();
        var context = Named(Context, ("version", 5L));
        await Put(table, context);

        var result = await table.TransactAsync(
            [new Put(Named(Location)), new Check(Context, Condition.NoItem)],
            Token(),
            None
        );

        Assert.Equal(
            [CancellationCode.None, CancellationCode.ConditionFailed],
            result.Reasons.Select(reason => reason.Code)
        );
        Assert.Equal(context, result.Reasons[1].Stored);
    }

    [Fact]
    public async Task An_update_that_makes_its_item_too_large_cancels_all()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(Context, ("first", new string('x', 300 * 1024))));

        var result = await table.TransactAsync(
            [
                new Put(Named(Marker)),
                new Update(Context, [new AttributeChange.Set("second", new string('x', 300 * 1024))]),
            ],
            Token(),
            None
        );

        Assert.Equal([CancellationCode.None, CancellationCode.Invalid], result.Reasons.Select(reason => reason.Code));
        Assert.Null(await Stored(table, Marker));
    }

    [Fact]
    public async Task A_put_that_does_not_fit_an_index_cancels_all()
    {
        var table = await CreateTableAsync();

        var result = await table.TransactAsync(
            [new Put(Named(Marker)), new Put(Named(Context, ("fingerprint", 1L)))],
            Token(),
            None
        );

        Assert.Equal([CancellationCode.None, CancellationCode.Invalid], result.Reasons.Select(reason => reason.Code));
        Assert.Null(await Stored(table, Marker));
    }

    [Fact]
    public async Task The_same_token_with_the_same_writes_takes_effect_once()
    {
        var table = await CreateTableAsync();
        var token = Token();

        Assert.True((await table.TransactAsync(Counting(), token, None)).Committed);
        Assert.True((await table.TransactAsync(Counting(), token, None)).Committed);
        Assert.Equal(1L, (await Stored(table, Context))?["version"]?.AsInt64);

        Assert.True((await table.TransactAsync(Counting(), Token(), None)).Committed);
        Assert.Equal(2L, (await Stored(table, Context))?["version"]?.AsInt64);
    }

    [Fact]
    public async Task A_conditional_put_sent_again_under_its_token_is_no_failure()
    {
        var table = await CreateTableAsync();
        var token = Token();
        Write[] writes = [new Put(Named(Marker, ("n", 1L)), Condition.NoItem)];

        Assert.True((await table.TransactAsync(writes, token, None)).Committed);
        Assert.True((await table.TransactAsync(writes, token, None)).Committed);
        Assert.False((await table.TransactAsync(writes, Token(), None)).Committed);
    }

    [Fact]
    public async Task The_same_token_with_other_writes_is_refused()
    {
        var table = await CreateTableAsync();
        var token = Token();
        await table.TransactAsync(Counting(), token, None);

        var refusal = await Assert.ThrowsAsync<TableException>(() =>
            table.TransactAsync([new Update(Context, [new AttributeChange.Add("version", 2L)])], token, None)
        );

        Assert.Equal(TableErrors.IdempotentParameterMismatch, refusal.Code);
        Assert.Equal(1L, (await Stored(table, Context))?["version"]?.AsInt64);
    }

    [Fact]
    public async Task The_same_token_with_another_condition_is_refused()
    {
        var table = await CreateTableAsync();
        var token = Token();
        await table.TransactAsync([new Put(Named(Marker), Condition.NoItem | Condition.Less("ttl", 1L))], token, None);

        var refusal = await Assert.ThrowsAsync<TableException>(() =>
            table.TransactAsync([new Put(Named(Marker), Condition.NoItem | Condition.Less("ttl", 2L))], token, None)
        );

        Assert.Equal(TableErrors.IdempotentParameterMismatch, refusal.Code);
    }

    [Fact]
    public async Task A_token_whose_transaction_was_cancelled_may_be_used_again()
    {
        var table = await CreateTableAsync();
        var token = Token();
        Write[] writes = [new Put(Named(Marker), Condition.ItemExists)];
        Assert.False((await table.TransactAsync(writes, token, None)).Committed);
        await Put(table, Named(Marker, ("n", 1L)));

        Assert.True((await table.TransactAsync(writes, token, None)).Committed);
    }

    [Fact]
    public async Task A_hundred_writes_fit_in_one_transaction()
    {
        var table = await CreateTableAsync();
        var writes = Enumerable
            .Range(0, TableLimits.TransactionWrites)
            .Select(i => (Write)new Put(Named(Key($"USER#{i}"), ("n", (long)i)), Condition.NoItem))
            .ToList();

        Assert.True((await table.TransactAsync(writes, Token(), None)).Committed);

        var stored = await table.GetManyAsync(writes.ConvertAll(write => write.Key), Consistency.Strong, None);
        Assert.Equal(TableLimits.TransactionWrites, stored.Items.Count);
    }

    // Made anew each time: a repeat is told by its content.
    private static Write[] Counting() => [new Update(Context, [new AttributeChange.Add("version", 1L)])];
}
