using System.Net;
using System.Net.Sockets;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.VirtualTime;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>Endpoints that do not answer: how long is waited, how often is asked, what is told.</summary>
public sealed class ConnectionTests
{
    private static readonly ScriptedAnswer NoItem = new("{}");

    // Long enough for a call that nothing holds up, however busy the machine is.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task An_endpoint_that_nothing_listens_on_is_named()
    {
        using var service = DynamoDbTables.ServiceAt(DeafEndpoint());

        var exception = await Assert.ThrowsAsync<TableException>(() => Get(service.Open(ScriptedTable.Name)));

        Assert.Equal(TableErrors.Unreachable, exception.Code);
        Assert.True(exception.IsTransient);
        Assert.Contains("localhost:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionError", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_ENDPOINT_URL_DYNAMODB", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_named_without_what_else_the_address_holds()
    {
        using var service = DynamoDbTables.ServiceAt(new Uri("http://user:secret@no-such-host.invalid:8000/path"));

        var exception = await Assert.ThrowsAsync<TableException>(() => Get(service.Open(ScriptedTable.Name)));

        Assert.Equal(TableErrors.Unreachable, exception.Code);
        Assert.Contains("no-such-host.invalid:8000", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_tried_as_often_as_the_options_say()
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Hangup);

        var exception = await Assert.ThrowsAsync<TableException>(() => Get(scripted.Table));

        Assert.Equal(TableErrors.Unreachable, exception.Code);
        Assert.True(exception.IsTransient);
        Assert.Equal(3, scripted.Endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in to the network</html>")]
    public async Task An_answer_that_is_not_DynamoDBs_is_no_answer(string body)
    {
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer(body));

        var exception = await Assert.ThrowsAsync<TableException>(() => Get(scripted.Table));

        Assert.Equal(TableErrors.Unreachable, exception.Code);
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task A_connection_that_breaks_once_goes_unnoticed()
    {
        await using var scripted = ScriptedTable.Answering(ScriptedAnswer.Hangup, NoItem);

        Assert.Null((await scripted.Table.GetAsync(ScriptedTable.User, Consistency.Strong, default)).Item);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_given_up_and_made_again()
    {
        var calls = 0;
        await using var scripted = new ScriptedTable(
            _ => Interlocked.Increment(ref calls) == 1 ? ScriptedTable.Silence : Task.FromResult(NoItem),
            options => options with { AttemptTimeout = AttemptTimeout }
        );

        await Get(scripted.Table);

        Assert.Equal(2, scripted.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_call_whose_attempts_are_all_without_an_answer_times_out()
    {
        await using var scripted = new ScriptedTable(
            _ => ScriptedTable.Silence,
            options => options with { AttemptTimeout = AttemptTimeout }
        );

        var exception = await Assert.ThrowsAsync<TableException>(() => Get(scripted.Table));

        Assert.Equal(TableErrors.TimedOut, exception.Code);
        Assert.True(exception.IsTransient);
        Assert.Equal(3, scripted.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_call_times_out_as_a_whole_though_attempts_are_left()
    {
        var asked = new TaskCompletionSource();
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        await using var scripted = new ScriptedTable(
            _ =>
            {
                asked.TrySetResult();
                return ScriptedTable.Silence;
            },
            options => options with { CallTimeout = TimeSpan.FromSeconds(1) },
            clock
        );

        var call = Get(scripted.Table);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(1));

        var exception = await Assert.ThrowsAsync<TableException>(() => call);
        Assert.Equal(TableErrors.TimedOut, exception.Code);
        Assert.Contains("whether it took effect is not known", exception.Message, StringComparison.Ordinal);
        Assert.Single(scripted.Endpoint.Requests);
    }

    [Fact]
    public async Task A_caller_who_cancels_while_waiting_gets_a_cancellation()
    {
        var asked = new TaskCompletionSource();
        using var source = new CancellationTokenSource();
        await using var scripted = new ScriptedTable(_ =>
        {
            asked.TrySetResult();
            return ScriptedTable.Silence;
        });

        var call = scripted.Table.GetAsync(ScriptedTable.User, Consistency.Strong, source.Token);
        await asked.Task;
        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(scripted.Endpoint.Requests);
    }

    private static Task Get(ITable table) => table.GetAsync(ScriptedTable.User, Consistency.Strong, default);

    private static Uri DeafEndpoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
