using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using LoopWorker.Tables.Patterns.DurableState;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;
using StringValue = Google.Protobuf.WellKnownTypes.StringValue;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>Writing and reading the states of persistent entities, and their items.</summary>
public abstract class DurableStateContract : StateContract
{
    private const string Id = "account-42";

    // By hand: field 1 (the type URL, 47 bytes), field 2 (the value, 4 bytes: field 1 of StringValue, the 2 bytes "hi").
    private const string PackedHi =
        "0A2F"
        + "747970652E676F6F676C65617069732E636F6D2F"
        + "676F6F676C652E70726F746F6275662E537472696E6756616C7565"
        + "12040A026869";

    private static readonly TypeRegistry Types = TypeRegistry.FromMessages(StringValue.Descriptor, Struct.Descriptor);

    private static ItemKey Key => DurableStateStore.Keys.Key(Id);

    private async Task<(ITable Table, DurableStateStore Store)> CreateAsync()
    {
        var table = await CreateTableAsync(DurableStateStore.Definition(NewName()));
        return (table, new DurableStateStore(table, Types));
    }

    [Fact]
    public async Task There_is_no_state_until_one_is_written()
    {
        var (_, store) = await CreateAsync();
        Assert.Null(await store.GetLatestAsync(Id, None));
    }

    [Fact]
    public async Task What_was_written_last_is_the_latest()
    {
        var (_, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(1, new StringValue { Value = "old" }), None);
        var latest = new StateSnapshot(
            Id,
            ulong.MaxValue,
            new StatePayload.Protobuf(new StringValue { Value = "new" }),
            -1,
            Shard: 7
        );
        await store.WriteAsync(latest, None);
        await store.WriteAsync(Snapshot(3, new StringValue()) with { PersistenceId = "account-43" }, None);
        Assert.Equal(latest, await store.GetLatestAsync(Id, None));
    }

    [Fact]
    public async Task The_item_is_the_documented_one_and_its_bytes_are_those_of_the_Any()
    {
        var (table, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(5, new StringValue { Value = "hi" }), None);
        Assert.Equal(
            Item.Of(
                Key,
                ("VersionNumber", 5L),
                ("StatePayload", new BinaryValue(Convert.FromHexString(PackedHi))),
                ("StateManifest", "google.protobuf.Any"),
                ("Timestamp", Start.ToUnixTimeMilliseconds()),
                ("ShardNumber", 0L)
            ),
            await Stored(table, Key)
        );
        Assert.Equal(Convert.FromHexString(PackedHi), Any.Pack(new StringValue { Value = "hi" }).ToByteArray());
    }

    [Fact]
    public async Task A_state_that_is_wrapped_already_is_not_wrapped_again()
    {
        var (table, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(5, Any.Pack(new StringValue { Value = "hi" })), None);
        var bytes = Assert.IsType<BinaryValue>((await Stored(table, Key))?["StatePayload"]).Bytes;
        Assert.Equal(PackedHi, Convert.ToHexString(bytes.Span));
        Assert.Equal(Snapshot(5, new StringValue { Value = "hi" }), await store.GetLatestAsync(Id, None));
    }

    [Theory]
    [InlineData("google.protobuf.Any", PackedHi)]
    [InlineData("google.protobuf.StringValue", "0A026869")]
    public async Task Documented_items_are_read(string manifest, string payload)
    {
        var (table, store) = await CreateAsync();
        var item = DynamoDbJson.Read(
            DurableStateStore.Keys,
            $$$"""
            {
                "PersistenceID": {"S": "account-42"},
                "VersionNumber": {"N": "1"},
                "StatePayload": {"B": "{{{Convert.ToBase64String(Convert.FromHexString(payload))}}}"},
                "StateManifest": {"S": "{{{manifest}}}"},
                "Timestamp": {"N": "1704110400123"},
                "ShardNumber": {"N": "18446744073709551615"}
            }
            """
        );
        await table.PutAsync(new Put(item), None);
        Assert.Equal(
            new StateSnapshot(
                Id,
                1,
                new StatePayload.Protobuf(new StringValue { Value = "hi" }),
                1704110400123,
                ulong.MaxValue
            ),
            await store.GetLatestAsync(Id, None)
        );
    }

    [Fact]
    public async Task A_state_that_was_never_set_is_an_empty_Any()
    {
        var (table, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(1, new Any()), None);
        Assert.Equal(0, Assert.IsType<BinaryValue>((await Stored(table, Key))?["StatePayload"]).Bytes.Length);
        Assert.Equal(Snapshot(1, new Any()), await store.GetLatestAsync(Id, None));
    }

    [Fact]
    public async Task A_message_that_is_not_registered_is_named()
    {
        var (_, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(1, new Duration { Seconds = 1 }), None);
        var exception = await Assert.ThrowsAsync<DurableStateException>(() => store.GetLatestAsync(Id, None));
        Assert.Contains("google.protobuf.Duration", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google.protobuf.Any", "FF")]
    [InlineData("google.protobuf.StringValue", "0A05")]
    public async Task Bytes_that_are_no_message_are_refused(string manifest, string payload)
    {
        var (table, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(1, new StringValue()), None);
        var item = (await Stored(table, Key))!
            .With("StateManifest", manifest)
            .With("StatePayload", new BinaryValue(Convert.FromHexString(payload)));
        await table.PutAsync(new Put(item), None);
        await Assert.ThrowsAsync<DurableStateException>(() => store.GetLatestAsync(Id, None));
    }

    [Theory]
    [InlineData("VersionNumber")]
    [InlineData("StatePayload")]
    [InlineData("StateManifest")]
    [InlineData("Timestamp")]
    [InlineData("ShardNumber")]
    public async Task An_attribute_that_is_missing_is_named(string attribute)
    {
        var (table, store) = await CreateAsync();
        await store.WriteAsync(Snapshot(1, new StringValue()), None);
        await table.PutAsync(new Put((await Stored(table, Key))!.Without(attribute)), None);
        var exception = await Assert.ThrowsAsync<DurableStateException>(() => store.GetLatestAsync(Id, None));
        Assert.Contains($"'{attribute}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_may_be_JSON()
    {
        var (table, store) = await CreateAsync();
        var run = new CheckpointContract.Run("summarize", 3);
        var json = StatePayload.Json.Of("Run", run, CheckpointContract.TestJson.Default.Run);
        await store.WriteAsync(new StateSnapshot(Id, 1, json, 0), None);

        var read = Assert.IsType<StatePayload.Json>((await store.GetLatestAsync(Id, None))?.Payload);
        Assert.Equal(json, read);
        Assert.Equal(run, read.Read(CheckpointContract.TestJson.Default.Run));
        var item = await Stored(table, Key);
        Assert.Equal("json:Run", item?["StateManifest"]?.AsString);
        Assert.Equal(
            """{"Goal":"summarize","Step":3}"""u8.ToArray(),
            Assert.IsType<BinaryValue>(item?["StatePayload"]).Bytes.ToArray()
        );
        var other = new StatePayload.Json("Run", """{"Step":"secret"}""");
        var exception = Assert.Throws<DurableStateException>(() => other.Read(CheckpointContract.TestJson.Default.Run));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_expects_a_version_meets_the_stored_one()
    {
        var (_, store) = await CreateAsync();
        Assert.Equal(new(Written: false, null), await store.TryWriteAsync(Snapshot(2, new StringValue()), 1, None));
        Assert.Equal(new(Written: true, 1), await store.TryWriteAsync(Snapshot(1, new StringValue()), null, None));
        Assert.Equal(new(Written: false, 1), await store.TryWriteAsync(Snapshot(1, new StringValue()), null, None));
        Assert.Equal(new(Written: true, 2), await store.TryWriteAsync(Snapshot(2, new StringValue()), 1, None));
        Assert.Equal(new(Written: false, 2), await store.TryWriteAsync(Snapshot(9, new StringValue()), 1, None));
        Assert.Equal(2UL, (await store.GetLatestAsync(Id, None))?.Version);
    }

    [Fact]
    public async Task Of_those_who_expect_the_same_version_at_the_same_time_one_writes()
    {
        var (_, store) = await CreateAsync();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => store.TryWriteAsync(Snapshot(1, new StringValue()), null, None))
        );
        Assert.Single(results, result => result.Written);
        Assert.All(results, result => Assert.Equal(1UL, result.StoredVersion));
    }

    [Fact]
    public async Task A_ping_asks_the_table()
    {
        var (table, store) = await CreateAsync();
        await store.PingAsync(None);
        Assert.Empty(await AllItems(table));
        using var source = new CancellationTokenSource();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PingAsync(source.Token));
    }

    private static StateSnapshot Snapshot(ulong version, IMessage message) =>
        new(Id, version, new StatePayload.Protobuf(message), Start.ToUnixTimeMilliseconds());
}
