using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Values;

public sealed class KeySchemaTests
{
    [Fact]
    public void Keys_are_equal_if_their_names_and_values_are()
    {
        Assert.Equal(new ItemKey("a", "b"), KeySchema.Default.Key("a", "b"));
        Assert.Equal(new ItemKey("a", "b"), new KeySchema("pk", "sk").Key("a", "b"));
        Assert.Equal(new KeySchema("p").Key("a"), new KeySchema("p").Key("a"));
        Assert.NotEqual(new KeySchema("p").Key("a"), new KeySchema("q").Key("a"));
        Assert.NotEqual(new ItemKey("a", ""), new KeySchema("pk").Key("a"));
        Assert.Equal(KeySchema.Default, default(ItemKey).Schema);
    }

    [Fact]
    public void An_item_pays_for_the_names_of_its_own_key()
    {
        Assert.Equal("thread_id".Length + 3, new Item(new KeySchema("thread_id").Key("abc")).Size);
        Assert.Equal("pk".Length + "sk".Length + 2, new Item(new ItemKey("a", "b")).Size);
    }

    [Fact]
    public void A_name_that_is_another_tables_key_is_an_attribute_like_any_other()
    {
        var item = Item.Of(new KeySchema("thread_id").Key("a"), ("pk", "b"), ("sk", "c"));
        Assert.Equal("b", item["pk"]?.AsString);
        Assert.Equal("a", item["thread_id"]?.AsString);
        Assert.Throws<ArgumentException>(() => item.With("thread_id", "b"));
    }
}
