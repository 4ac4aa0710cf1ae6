using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Connections, and answers that do not come whole.</summary>
public sealed class SqsConnectionTests
{
    private const int Calls = 3;

    private static readonly ScriptedAnswer Nothing = new("{}");

    [Fact]
    public async Task Calls_share_a_connection_while_it_lives() => Assert.Equal(1, await ConnectionsAsync(_ => _));

    [Fact]
    public async Task A_connection_that_is_too_old_is_used_no_more() =>
        Assert.Equal(Calls + 1, await ConnectionsAsync(options => options with { ConnectionLifetime = TimeSpan.Zero }));

    [Fact]
    public void By_default_connections_follow_a_change_of_addresses_and_no_attempt_cuts_a_long_poll()
    {
        var options = new SqsOptions();

        Assert.Equal(TimeSpan.FromMinutes(5), options.ConnectionLifetime);
        Assert.True(options.AttemptTimeout > QueueLimits.MaximumWait + options.ConnectTimeout);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_none_and_asked_for_again()
    {
        var received = 0;
        await using var endpoint = SqsScript.Start(_ =>
            Interlocked.Increment(ref received) == 1
                ? new ScriptedAnswer("""{"Messages":[]}""") { BreakAfter = 5 }
                : Nothing
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);

        Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));

        Assert.Equal(2, received);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_given_up_and_made_again()
    {
        var received = 0;
        var never = new TaskCompletionSource<ScriptedAnswer>();
        await using var endpoint = SqsScript.Start(_ =>
            Interlocked.Increment(ref received) == 1 ? never.Task : Task.FromResult(Nothing)
        );
        await using var service = SqsEngine.ServiceAt(
            endpoint.Uri,
            options => options with { AttemptTimeout = TimeSpan.FromSeconds(2) }
        );
        var queue = await service.OpenAsync("q", CancellationToken.None);

        Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));

        Assert.Equal(2, received);
        never.SetResult(ScriptedAnswer.Hangup);
    }

    private static async Task<int> ConnectionsAsync(Func<SqsOptions, SqsOptions> configure)
    {
        await using var endpoint = SqsScript.Start(_ => Nothing);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri, configure);
        // Opening it is a call as well.
        var queue = await service.OpenAsync("q", CancellationToken.None);
        for (var call = 0; call < Calls; call++)
            await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
        return endpoint.Connections;
    }
}
