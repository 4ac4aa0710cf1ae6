using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Environment.Faults;
using LoopWorker.EndToEndTests.Queues;
using LoopWorker.EndToEndTests.Tables;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>Each fault does what its name says: what the client is told, and whether the request takes effect.</summary>
public sealed class FaultProxyTests
{
    // Long enough for a call that nothing holds up, however busy the machine is.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longer = 2 * AttemptTimeout;
    private static readonly Item Written = Item.Of(new ItemKey("USER#a", "CONTEXT"), ("version", 1L));

    [Theory]
    [InlineData(Fault.Cut, TableErrors.Unreachable, false)]
    [InlineData(Fault.AnswerLost, TableErrors.Unreachable, true)]
    [InlineData(Fault.AnswerTruncated, TableErrors.Unreachable, true)]
    [InlineData(Fault.RequestLate, TableErrors.TimedOut, true)]
    [InlineData(Fault.AnswerLate, TableErrors.TimedOut, true)]
    [InlineData(Fault.FailedBefore, TableErrors.InternalServerError, false)]
    [InlineData(Fault.FailedAfter, TableErrors.InternalServerError, true)]
    [InlineData(Fault.Unavailable, TableErrors.InternalServerError, false)]
    public async Task A_write_that_meets_a_fault_fails_and_may_have_taken_effect(
        Fault fault,
        string error,
        bool takesEffect
    )
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using (var proxy = Proxy(SharedEndpoints.Current.DynamoDb, fault))
        {
            using var service = ServiceAt(proxy);
            var told = await Assert.ThrowsAsync<TableException>(() =>
                service.Open(deployment.Table).PutAsync(new Put(Written), CancellationToken.None)
            );
            Assert.Equal((error, true), (told.Code, told.IsTransient));
            Assert.Equal(1, proxy.Done[fault]);
        }

        // The proxy has ended, and with it what it held up.
        var found = await DynamoDbTables
            .Service.Open(deployment.Table)
            .GetAsync(Written.Key, Consistency.Strong, CancellationToken.None);
        Assert.Equal(takesEffect, found.Item is not null);
    }

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.Delayed)]
    public async Task A_write_that_is_only_delayed_succeeds(Fault fault)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var proxy = Proxy(SharedEndpoints.Current.DynamoDb, fault);
        using var service = DynamoDbTables.ServiceAt(proxy.Uri);

        var result = await service.Open(deployment.Table).PutAsync(new Put(Written), CancellationToken.None);

        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task A_transaction_is_throttled_in_every_way_that_DynamoDB_has()
    {
        await using var proxy = Proxy(SharedEndpoints.Current.DynamoDb, Fault.Throttled);
        using var service = ServiceAt(proxy);
        var table = service.Open("any");
        Write[] writes = [new Put(Written), new Delete(new ItemKey("USER#b", "CONTEXT"))];
        var seen = new HashSet<string>();

        while (seen.Count < 3)
            try
            {
                var result = await table.TransactAsync(writes, Guid.NewGuid().ToString(), CancellationToken.None);
                Assert.Equal(writes.Length, result.Reasons.Count);
                seen.Add($"{result.Reasons[0].Code}");
            }
            catch (TableException exception) when (exception.IsTransient)
            {
                seen.Add(exception.Code);
            }

        Assert.Equal([TableErrors.Throttled, "Throttled", TableErrors.Throttling], seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Fault.Throttled, QueueErrors.Throttled)]
    [InlineData(Fault.FailedBefore, QueueErrors.InternalError)]
    [InlineData(Fault.Unavailable, QueueErrors.ServiceUnavailable)]
    [InlineData(Fault.Cut, QueueErrors.Unreachable)]
    [InlineData(Fault.AnswerTruncated, QueueErrors.Unreachable)]
    public async Task A_queue_fails_by_the_names_of_SQS(Fault fault, string error)
    {
        await using var proxy = Proxy(SharedEndpoints.Current.Sqs, fault);
        await using var service = SqsEngine.ServiceAt(proxy.Uri);

        var told = await Assert.ThrowsAsync<QueueException>(() => service.OpenAsync("any", CancellationToken.None));

        Assert.Equal((error, true), (told.Code, told.IsTransient));
    }

    [Fact]
    public async Task An_entry_of_a_batch_of_messages_fails_alone_and_takes_no_effect()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var proxy = Proxy(SharedEndpoints.Current.Sqs, Fault.EntryFailed);
        await using var service = SqsEngine.ServiceAt(proxy.Uri);
        var queue = await service.OpenAsync(deployment.Events, CancellationToken.None);

        var sent = await queue.SendAsync([new("a"), new("b"), new("c")], CancellationToken.None);

        var failure = Assert.Single(sent, outcome => outcome.Error is not null).Error!;
        Assert.Equal((QueueErrors.InternalError, false), (failure.Code, failure.SenderFault));
        Assert.Equal(2, (await queue.GetDepthAsync(CancellationToken.None)).Visible);
        var alone = Assert.Single(await queue.SendAsync([new("d")], CancellationToken.None));
        Assert.NotNull(alone.Error);
        Assert.Equal(2, (await queue.GetDepthAsync(CancellationToken.None)).Visible);
    }

    [Fact]
    public async Task Entries_of_a_batch_of_items_are_left_over_until_they_are_sent_again()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var plan = new FaultPlan(3, new Dictionary<Fault, double> { [Fault.EntryFailed] = 0.7 }, TimeSpan.Zero);
        await using var proxy = new FaultProxy(SharedEndpoints.Current.DynamoDb, plan, Longer);
        using var service = DynamoDbTables.ServiceAt(proxy.Uri);
        var table = service.Open(deployment.Table);
        List<Item> items =
        [
            .. Enumerable.Range(0, 5).Select(i => Item.Of(new ItemKey($"USER#{i}", "CONTEXT"), ("n", i))),
        ];

        await table.WriteManyAsync([.. items.Select(item => new Put(item))], CancellationToken.None);
        var left = proxy.Done[Fault.EntryFailed];
        var found = await table.GetManyAsync(
            [.. items.Select(item => item.Key)],
            Consistency.Strong,
            CancellationToken.None
        );

        Assert.Equal(items.Count, found.Items.Count);
        Assert.InRange(left, 1, int.MaxValue);
        Assert.InRange(proxy.Done[Fault.EntryFailed] - left, 1, int.MaxValue);
    }

    private static FaultProxy Proxy(Uri service, Fault fault) => new(service, FaultPlan.Always(fault), Longer);

    private static LoopWorker.Tables.DynamoDb.DynamoDbTableService ServiceAt(FaultProxy proxy) =>
        DynamoDbTables.ServiceAt(proxy.Uri, options => options with { Attempts = 1, AttemptTimeout = AttemptTimeout });
}
