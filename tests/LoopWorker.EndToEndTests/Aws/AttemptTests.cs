using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Queues;
using LoopWorker.EndToEndTests.Tables;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Aws;

/// <summary>How often requests go over the wire. The SDK tries again, and our options say how often.</summary>
public sealed class AttemptTests
{
    // What the SDK starts with, for each endpoint, would do for fewer retries than this.
    private const int CallsOfALongOutage = 60;

    private static readonly ScriptedAnswer Broken = ScriptedAnswer.Hangup;
    private static readonly ScriptedAnswer ServerError = ScriptedAnswer.Error("InternalServerError", "why", 500);
    private static readonly ScriptedAnswer Throttled = ScriptedAnswer.Error("ThrottlingException", "why");
    private static readonly ScriptedAnswer Success = new("{}");

    public static TheoryData<string, int> Troubles()
    {
        var troubles = new TheoryData<string, int>();
        foreach (var trouble in new[] { nameof(Broken), nameof(ServerError), nameof(Throttled) })
        foreach (var attempts in new[] { 1, 3, 4 })
            troubles.Add(trouble, attempts);
        return troubles;
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_receive_is_tried_as_often_as_the_options_say(string trouble, int attempts)
    {
        await using var endpoint = SqsScript.Start(_ => AnswerOf(trouble));
        await using var service = SqsEngine.ServiceAt(endpoint.Uri, options => options with { Attempts = attempts });
        var queue = await service.OpenAsync("q", CancellationToken.None);

        var failure = await Assert.ThrowsAsync<QueueException>(() => ReceiveAsync(queue));

        Assert.True(failure.IsTransient);
        Assert.Equal(attempts, endpoint.RequestsOf("ReceiveMessage").Count);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_transaction_is_tried_as_often_as_the_options_say(string trouble, int attempts)
    {
        await using var endpoint = new ScriptedEndpoint(_ => AnswerOf(trouble));
        using var service = DynamoDbTables.ServiceAt(endpoint.Uri, options => options with { Attempts = attempts });

        var failure = await Assert.ThrowsAsync<TableException>(() => TransactAsync(service.Open("loop")));

        Assert.True(failure.IsTransient);
        Assert.Equal(attempts, endpoint.Requests.Count);
    }

    [Fact]
    public async Task In_a_long_outage_a_call_to_SQS_comes_down_to_one_attempt_and_afterwards_succeeds()
    {
        var isOut = true;
        await using var endpoint = SqsScript.Start(_ => isOut ? ServerError : Success);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);
        await FailAsync(() => ReceiveAsync(queue));
        var before = endpoint.RequestsOf("ReceiveMessage").Count;

        await Assert.ThrowsAsync<QueueException>(() => ReceiveAsync(queue));
        isOut = false;
        await ReceiveAsync(queue);

        Assert.Equal(before + 2, endpoint.RequestsOf("ReceiveMessage").Count);
    }

    [Fact]
    public async Task In_a_long_outage_a_call_to_DynamoDB_comes_down_to_one_attempt_and_afterwards_succeeds()
    {
        var isOut = true;
        await using var endpoint = new ScriptedEndpoint(_ => isOut ? ServerError : Success);
        using var service = DynamoDbTables.ServiceAt(endpoint.Uri);
        var table = service.Open("loop");
        await FailAsync(() => TransactAsync(table));
        var before = endpoint.Requests.Count;

        await Assert.ThrowsAsync<TableException>(() => TransactAsync(table));
        isOut = false;
        await TransactAsync(table);

        Assert.Equal(before + 2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task What_an_outage_has_used_up_comes_back_with_the_calls_that_succeed()
    {
        var answer = ServerError;
        await using var endpoint = new ScriptedEndpoint(_ => answer);
        using var service = DynamoDbTables.ServiceAt(endpoint.Uri, options => options with { Attempts = 2 });
        var table = service.Open("loop");
        await FailAsync(() => TransactAsync(table));
        answer = Success;
        for (var call = 0; call < CallsOfALongOutage; call++)
            await TransactAsync(table);
        var before = endpoint.Requests.Count;

        answer = ServerError;
        await Assert.ThrowsAsync<TableException>(() => TransactAsync(table));

        Assert.Equal(before + 2, endpoint.Requests.Count);
    }

    private static Task FailAsync(Func<Task> call) =>
        Task.WhenAll(Enumerable.Range(0, CallsOfALongOutage).Select(_ => Record.ExceptionAsync(call).AsTask()));

    private static ScriptedAnswer AnswerOf(string trouble) =>
        trouble switch
        {
            nameof(Broken) => Broken,
            nameof(Throttled) => Throttled,
            _ => ServerError,
        };

    private static Task ReceiveAsync(IQueue queue) => queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);

    private static Task TransactAsync(ITable table) =>
        table.TransactAsync([new Put(new Item(new ItemKey("a", "b")))], "token", CancellationToken.None);
}
