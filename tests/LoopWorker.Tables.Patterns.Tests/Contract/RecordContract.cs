using LoopWorker.Tables.Patterns.Records;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class RecordContract : PatternContract
{
    [Fact]
    public Task A_record_comes_back_as_it_was_stored() =>
        RunAsync(async time =>
        {
            var keys = new KeySchema("id");
            var table = await CreateTableAsync(new TableDefinition(FreshName()) { Keys = keys }, time);
            var mapping = new RecordMapping<UserRecord>(ContractJson.Default.UserRecord, keys);
            var friend = new UserRecord("f", "Grace", null, [], false, null);
            var user = new UserRecord("u", "Ada", 12345678901234567890.12345m, ["a", ""], true, friend);
            var item = mapping.ToItem(user);
            Assert.IsType<NumberValue>(item["balance"]);
            Assert.False(mapping.ToItem(friend).Has("friend"));
            await PutAsync(table, item);
            var read = mapping.FromItem((await StoredAsync(table, keys.Key("u")))!);
            Assert.Equal(user with { Tags = null, Friend = null }, read with { Tags = null, Friend = null });
            Assert.Equal(user.Tags, read.Tags);
            Assert.Equal(friend with { Tags = null }, read.Friend! with { Tags = null });
        });
}
