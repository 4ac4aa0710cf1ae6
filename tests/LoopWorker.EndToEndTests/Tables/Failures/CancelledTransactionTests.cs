using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>The reasons of a cancelled transaction that emulators do not give.</summary>
public sealed class CancelledTransactionTests
{
    [Fact]
    public async Task Every_reason_is_told_in_the_order_of_the_request()
    {
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer(
            """
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled",
             "CancellationReasons":[
              {"Code":"None"},
              {"Code":"ConditionalCheckFailed","Message":"failed","Item":{"pk":{"S":"1"},"sk":{"S":"s"},"n":{"N":"18446744073709551615"}}},
              {"Code":"TransactionConflict","Message":"conflict"},
              {"Code":"ThrottlingError","Message":"throttled"},
              {"Code":"ProvisionedThroughputExceeded","Message":"throttled"},
              {"Code":"ValidationError","Message":"invalid"},
              {"Code":"ItemCollectionSizeLimitExceeded","Message":"too large"},
              {"Code":"SomethingNew","Message":"unheard of"}]}
            """,
            400
        ));
        var puts = Enumerable.Range(0, 8).Select(i => (Write)new Put(new Item(new ItemKey($"{i}", "s"))));

        var result = await scripted.Table.TransactAsync([.. puts], "token", default);

        Assert.False(result.Committed);
        Assert.Equal(
            [
                CancellationCode.None,
                CancellationCode.ConditionFailed,
                CancellationCode.Conflict,
                CancellationCode.Throttled,
                CancellationCode.Throttled,
                CancellationCode.Invalid,
                CancellationCode.Invalid,
                CancellationCode.Other,
            ],
            result.Reasons.Select(reason => reason.Code)
        );
        Assert.Equal(ulong.MaxValue, result.Reasons[1].Stored?["n"]?.AsUInt64);
        Assert.Equal("SomethingNew: unheard of", result.Reasons[7].Message);
        Assert.Equal(2 * 8, result.Capacity.WriteUnits);
        Assert.Single(scripted.Endpoint.Requests);
    }

    [Theory]
    [InlineData("""{"__type":"TransactionCanceledException","Message":"no reasons"}""")]
    [InlineData("""{"__type":"TransactionCanceledException","CancellationReasons":"none"}""")]
    [InlineData("""["TransactionCanceledException"]""")]
    [InlineData("TransactionCanceledException")]
    [InlineData("")]
    public async Task A_refusal_that_cannot_be_read_is_never_taken_for_a_commit(string body)
    {
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer(body, 400));

        await Assert.ThrowsAsync<TableException>(() =>
            scripted.Table.TransactAsync([new Put(new Item(ScriptedTable.User))], "token", default)
        );
    }

    [Fact]
    public async Task The_token_is_the_callers_in_every_attempt()
    {
        await using var scripted = ScriptedTable.Answering(ScriptedAnswer.Hangup, new ScriptedAnswer("{}"));

        await scripted.Table.TransactAsync([new Put(new Item(ScriptedTable.User))], "the-token", default);

        Assert.All(
            scripted.Endpoint.Requests,
            request => Assert.Contains("\"ClientRequestToken\":\"the-token\"", request.Body, StringComparison.Ordinal)
        );
    }
}
