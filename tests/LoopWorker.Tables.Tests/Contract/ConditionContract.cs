using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>What conditions mean.</summary>
public abstract class ConditionContract : TableContract
{
    private static readonly ItemKey User = Key("USER#a");

    private static readonly Item Context = Named(
        User,
        ("version", 7L),
        ("name", "beta"),
        ("flag", true),
        ("bytes", new BinaryValue(new byte[] { 1, 128 })),
        ("tags", new StringSet("a", "b"))
    );

    public static TheoryData<string, Condition, bool> OfAStoredItem { get; } =
        new()
        {
            { "there is an item", Condition.ItemExists, true },
            { "there is none", Condition.NoItem, false },
            { "present", new Condition.Present("version"), true },
            { "present, of an absent one", new Condition.Present("missing"), false },
            { "absent", new Condition.Absent("missing"), true },
            { "absent, of a present one", new Condition.Absent("version"), false },
            { "equal", Condition.Equal("version", 7L), true },
            { "equal, spelled otherwise", Condition.Equal("version", NumberValue.Parse("7.0")), true },
            { "equal, of another value", Condition.Equal("version", 8L), false },
            { "equal, of another type", Condition.Equal("version", "7"), false },
            { "equal, of an absent one", Condition.Equal("missing", 7L), false },
            { "equal, of a truth value", Condition.Equal("flag", true), true },
            { "equal, of a set in another order", Condition.Equal("tags", new StringSet("b", "a")), true },
            { "equal, of the sort key", Condition.Equal("sk", "CONTEXT"), true },
            { "not equal", Condition.NotEqual("version", 8L), true },
            { "not equal, of the same value", Condition.NotEqual("version", 7L), false },
            { "not equal, of another type", Condition.NotEqual("version", "7"), true },
            { "not equal, of an absent one", Condition.NotEqual("missing", 7L), true },
            { "less", Condition.Less("version", 10L), true },
            { "less, of the same", Condition.Less("version", 7L), false },
            { "less, of another type", Condition.Less("version", "8"), false },
            { "less, of an absent one", Condition.Less("missing", 8L), false },
            { "less or equal", Condition.LessOrEqual("version", 7L), true },
            { "greater", Condition.Greater("version", NumberValue.Parse("6.99")), true },
            { "greater, of the same", Condition.Greater("version", 7L), false },
            { "greater or equal", Condition.GreaterOrEqual("version", 7L), true },
            { "greater or equal, of an absent one", Condition.GreaterOrEqual("missing", 0L), false },
            { "text by its bytes", Condition.Greater("name", "Gamma"), true },
            { "text, a prefix is less", Condition.Greater("name", "bet"), true },
            { "bytes are unsigned", Condition.Greater("bytes", new BinaryValue(new byte[] { 1, 127 })), true },
            { "all", Condition.Equal("version", 7L) & Condition.Equal("name", "beta"), true },
            { "all, one false", Condition.Equal("version", 7L) & Condition.Equal("name", "alpha"), false },
            { "any, one true", Condition.Equal("version", 8L) | Condition.Equal("name", "beta"), true },
            { "any, none true", Condition.Equal("version", 8L) | Condition.NoItem, false },
            { "not", !Condition.NoItem, true },
            { "not of any", !(Condition.NoItem | Condition.Less("version", 8L)), false },
            { "all of none", new Condition.All(), true },
            { "any of none", new Condition.Any(), false },
            { "not of any of none", !new Condition.Any(), true },
            { "all of one", new Condition.All(Condition.ItemExists), true },
            {
                "nested",
                new Condition.All(
                    Condition.ItemExists,
                    Condition.Equal("version", 1L) | !Condition.Equal("flag", false)
                ),
                true
            },
        };

    public static TheoryData<string, Condition, bool> OfNoItem { get; } =
        new()
        {
            { "there is none", Condition.NoItem, true },
            { "there is an item", Condition.ItemExists, false },
            { "not equal", Condition.NotEqual("version", 7L), true },
            { "equal", Condition.Equal("version", 7L), false },
            { "greater", Condition.Greater("version", 0L), false },
            { "none, or an expired one", Condition.NoItem | Condition.Less("ttl", 100L), true },
            { "any of none", new Condition.Any(), false },
        };

    [Theory]
    [MemberData(nameof(OfAStoredItem))]
    public async Task A_write_takes_place_if_the_condition_holds_of_the_item(
        string what,
        Condition condition,
        bool holds
    )
    {
        var table = await CreateTableAsync();
        await Put(table, Context);
        var replacement = Named(User, ("replaced", true));

        var result = await table.PutAsync(new Put(replacement, condition), None);

        Assert.True(holds == result.Succeeded, what);
        Assert.Equal(holds ? null : Context, result.Stored);
        Assert.Equal(holds ? replacement : Context, await Stored(table, User));
    }

    [Theory]
    [MemberData(nameof(OfNoItem))]
    public async Task A_write_takes_place_if_the_condition_holds_of_nothing(
        string what,
        Condition condition,
        bool holds
    )
    {
        var table = await CreateTableAsync();

        var result = await table.PutAsync(new Put(Context, condition), None);

        Assert.True(holds == result.Succeeded, what);
        Assert.Null(result.Stored);
        Assert.Equal(holds ? Context : null, await Stored(table, User));
    }

    [Fact]
    public async Task A_delete_obeys_its_condition_and_shows_the_item()
    {
        var table = await CreateTableAsync();
        await Put(table, Context);

        var refused = await table.DeleteAsync(new Delete(User, Condition.Equal("version", 8L)), None);
        Assert.False(refused.Succeeded);
        Assert.Equal(Context, refused.Stored);
        Assert.Equal(Context, await Stored(table, User));

        Assert.True((await table.DeleteAsync(new Delete(User, Condition.Equal("version", 7L)), None)).Succeeded);
        Assert.Null(await Stored(table, User));
    }

    [Fact]
    public async Task Strings_compare_by_the_bytes_of_their_UTF8_form()
    {
        var table = await CreateTableAsync();
        // U+FFFD takes three bytes and U+1F30D four, though the latter's UTF-16 units are lower.
        await Put(table, Named(User, ("text", "\uFFFD")));

        var result = await table.PutAsync(new Put(Context, Condition.Less("text", "\U0001F30D")), None);

        Assert.True(result.Succeeded);
    }
}
