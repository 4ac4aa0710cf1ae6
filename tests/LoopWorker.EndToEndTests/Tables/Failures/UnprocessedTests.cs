using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>Batches of which DynamoDB does only a part.</summary>
public sealed class UnprocessedTests
{
    private static readonly ItemKey First = new("a", "1");
    private static readonly ItemKey Second = new("a", "2");

    private const string Throttle =
        """{"Error":{"Code":"ProvisionedThroughputExceeded","Message":"slow down"},"TableName":"loop"}""";

    [Fact]
    public async Task Keys_left_over_are_read_in_another_round_and_the_cost_is_summed()
    {
        await using var scripted = ScriptedTable.Answering(
            new ScriptedAnswer(
                """
                {"Responses":{"loop":[{"pk":{"S":"a"},"sk":{"S":"1"}}]},
                 "UnprocessedKeys":{"loop":{"ConsistentRead":true,"Keys":[{"pk":{"S":"a"},"sk":{"S":"2"}}]}},
                 "ConsumedCapacity":[{"TableName":"loop","CapacityUnits":1}]}
                """
            ),
            new ScriptedAnswer(
                """
                {"Responses":{"loop":[{"pk":{"S":"a"},"sk":{"S":"2"}}]},"UnprocessedKeys":{},
                 "ConsumedCapacity":[{"TableName":"loop","CapacityUnits":2}]}
                """
            )
        );

        var result = await scripted.Table.GetManyAsync([First, Second], Consistency.Strong, default);

        Assert.Equal([First, Second], result.Items.Keys.Order(KeysByText));
        Assert.Equal(new ConsumedCapacity(3, 0), result.Capacity);
        var again = scripted.Endpoint.Requests[1].Body;
        Assert.DoesNotContain("\"1\"", again, StringComparison.Ordinal);
        Assert.Contains("\"ConsistentRead\":true", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_left_over_are_sent_in_another_round_alone()
    {
        await using var scripted = ScriptedTable.Answering(
            new ScriptedAnswer(
                """
                {"UnprocessedItems":{"loop":[{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"S":"2"}}}}]},
                 "ConsumedCapacity":[{"TableName":"loop","CapacityUnits":1}]}
                """
            ),
            new ScriptedAnswer(
                """{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"loop","CapacityUnits":1}]}"""
            )
        );

        var result = await scripted.Table.WriteManyAsync([new Put(new Item(First)), new Delete(Second)], default);

        Assert.Equal(2, result.Capacity.WriteUnits);
        Assert.Equal(2, scripted.Endpoint.Requests.Count);
        Assert.DoesNotContain("PutRequest", scripted.Endpoint.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_never_read_is_told_and_the_others_are_there()
    {
        const string Left =
            """{"Responses":{"loop":[{"pk":{"S":"a"},"sk":{"S":"1"}}]},"UnprocessedKeys":{"loop":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"2"}}]}}}""";
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer(Left));

        var result = await scripted.Table.GetManyAsync([First, Second], Consistency.Strong, default);

        Assert.Equal([First], result.Items.Keys);
        Assert.Equal([Second], result.Unprocessed);
        Assert.InRange(scripted.Endpoint.Requests.Count, 2, 4);
        Assert.Equal(
            TableErrors.Throttled,
            (
                await Assert.ThrowsAsync<TableException>(() =>
                    scripted.Table.GetAllAsync([First, Second], Consistency.Strong)
                )
            ).Code
        );
    }

    [Fact]
    public async Task What_is_left_after_the_last_round_is_a_throttle()
    {
        const string Left =
            """{"UnprocessedItems":{"loop":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"S":"1"}}}}]}}""";
        await using var scripted = new ScriptedTable(
            _ => new ScriptedAnswer(Left),
            options => options with { UnprocessedRounds = 3 }
        );

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Table.WriteManyAsync([new Put(new Item(First)), new Delete(Second)], default)
        );

        Assert.Equal(TableErrors.Throttled, exception.Code);
        Assert.True(exception.IsTransient);
        Assert.StartsWith(
            "1 entries of a batch are still unprocessed after 3 rounds",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(3, scripted.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task Throttled_inserts_go_again_alone()
    {
        await using var scripted = ScriptedTable.Answering(
            new ScriptedAnswer($$"""{"Responses":[{"TableName":"loop"},{{Throttle}}]}"""),
            new ScriptedAnswer("""{"Responses":[{"TableName":"loop"}]}""")
        );

        var result = await scripted.Table.InsertManyAsync([new Item(First), new Item(Second)], default);

        Assert.All(result.Outcomes, outcome => Assert.True(outcome.Inserted));
        Assert.Equal(2, result.Capacity.WriteUnits);
        using var again = JsonDocument.Parse(scripted.Endpoint.Requests[1].Body);
        Assert.Equal(1, again.RootElement.GetProperty("Statements").GetArrayLength());
    }

    [Fact]
    public async Task The_item_that_an_insert_met_is_taken_from_the_error_if_it_is_there()
    {
        await using var scripted = ScriptedTable.Answering(
            new ScriptedAnswer(
                """
                {"Responses":[{"Error":{"Code":"DuplicateItem","Message":"m","Item":{"pk":{"S":"a"},"sk":{"S":"1"},"n":{"N":"5"}}}}],
                 "ConsumedCapacity":[{"TableName":"loop","CapacityUnits":1}]}
                """
            )
        );

        var result = await scripted.Table.InsertManyAsync([new Item(First)], default);

        Assert.Equal(5L, result.Outcomes[0].Stored?["n"]?.AsInt64);
        Assert.Equal(new ConsumedCapacity(0, 1), result.Capacity);
        Assert.Single(scripted.Endpoint.Requests);
    }

    [Fact]
    public async Task An_insert_whose_obstacle_has_gone_meanwhile_goes_again()
    {
        var inserts = 0;
        await using var scripted = new ScriptedTable(request =>
            request.Operation == "BatchGetItem" ? new("""{"Responses":{"loop":[]},"UnprocessedKeys":{}}""")
            : ++inserts == 1 ? new("""{"Responses":[{"Error":{"Code":"DuplicateItem","Message":"m"}}]}""")
            : new("""{"Responses":[{"TableName":"loop"}]}""")
        );

        var result = await scripted.Table.InsertManyAsync([new Item(First)], default);

        Assert.True(result.Outcomes[0].Inserted);
    }

    [Theory]
    [InlineData("ValidationError", TableErrors.Validation)]
    [InlineData("AccessDenied", TableErrors.AccessDenied)]
    [InlineData("ResourceNotFound", TableErrors.TableNotFound)]
    [InlineData("SomethingNew", "SomethingNew")]
    public async Task An_insert_that_can_never_succeed_is_a_refusal(string said, string code)
    {
        await using var scripted = new ScriptedTable(_ =>
            new($$$"""{"Responses":[{"TableName":"loop"},{"Error":{"Code":"{{{said}}}","Message":"m"}}]}""")
        );

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Table.InsertManyAsync([new Item(First), new Item(Second)], default)
        );

        Assert.Equal(code, exception.Code);
        Assert.False(exception.IsTransient);
        Assert.Single(scripted.Endpoint.Requests);
    }

    private static Comparer<ItemKey> KeysByText { get; } =
        Comparer<ItemKey>.Create((left, right) => string.CompareOrdinal($"{left}", $"{right}"));
}
