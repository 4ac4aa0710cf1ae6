using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Preflight;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Preflight;

/// <summary>What a worker may not do is found before it receives, by calls that change nothing.</summary>
public sealed class PermissionProbeTests
{
    private static readonly LoopWorkerSettings Routed = Settings.Routed();
    private static readonly Blueprint Wanted = Blueprint.Of(Routed);

    private readonly InMemoryQueueService _queues = new(Randomness.Seeded(1).NextId, TimeProvider.System);
    private readonly InMemoryTable _table = new(
        new TableDefinition("loop-agent-state", Attributes.TimeToLive),
        TimeProvider.System
    );

    [Fact]
    public async Task Nothing_is_found_where_all_is_allowed_and_nothing_has_changed()
    {
        await ProvisionAsync();
        Assert.Empty(await Probe(queue => queue, _table).RunAsync(CancellationToken.None));
        foreach (var definition in Wanted.Queues)
        {
            var queue = await _queues.OpenAsync(definition.Name, CancellationToken.None);
            Assert.Equal(0, (await queue.GetDepthAsync(CancellationToken.None)).Total);
        }
        Assert.Empty((await _table.ScanAsync(new Scan(), CancellationToken.None)).Items);
    }

    public static TheoryData<string, string, int> DeniedOfQueues =>
        new()
        {
            { nameof(QueueCall.ChangeVisibility), "loop-events", 1 },
            { nameof(QueueCall.Delete), "loop-events", 1 },
            { nameof(QueueCall.ChangeVisibility), "routing.fifo", 1 },
            { nameof(QueueCall.Delete), "routing.fifo", 1 },
            { nameof(QueueCall.Send), "routing.fifo", 1 },
            { nameof(QueueCall.Send), "loop-events-dlq", 1 },
            { nameof(QueueCall.Send), "loop-notifications", 1 },
            // The worker sends nothing there.
            { nameof(QueueCall.Send), "loop-events", 0 },
            { nameof(QueueCall.Delete), "loop-events-dlq", 0 },
        };

    [Theory]
    [MemberData(nameof(DeniedOfQueues))]
    public async Task What_is_denied_of_a_queue_is_found_and_named(string call, string queue, int findings)
    {
        await ProvisionAsync();
        var found = await Probe(
                opened =>
                    opened.Name == queue
                        ? opened.Before<QueueCall>(made =>
                            made.GetType().Name == call
                                ? throw new QueueException(QueueErrors.AccessDenied, $"denied on {queue}")
                                : Task.CompletedTask
                        )
                        : opened,
                _table
            )
            .RunAsync(CancellationToken.None);
        Assert.Equal(Enumerable.Repeat(new Finding(Severity.Error, queue, $"denied on {queue}"), findings), found);
    }

    [Theory]
    [InlineData(nameof(TableCall.Transact))]
    [InlineData(nameof(TableCall.WriteMany))]
    [InlineData(nameof(TableCall.GetMany))]
    [InlineData(nameof(TableCall.Query))]
    public async Task What_is_denied_of_the_table_is_found_and_named(string call)
    {
        await ProvisionAsync();
        var table = _table.Before<TableCall>(made =>
            made.GetType().Name == call
                ? throw new TableException(TableErrors.AccessDenied, "denied")
                : Task.CompletedTask
        );
        var finding = Assert.Single(await Probe(queue => queue, table).RunAsync(CancellationToken.None));
        Assert.Equal(new Finding(Severity.Error, "loop-agent-state", "denied"), finding);
    }

    [Theory]
    [InlineData(UnknownCardPolicy.Park, 1)]
    [InlineData(UnknownCardPolicy.DeadLetter, 0)]
    public async Task Only_a_worker_that_parks_purchases_asks_for_checks_of_conditions(
        UnknownCardPolicy policy,
        int checks
    )
    {
        var settings = Settings.Default();
        settings.Capture.UnknownCard = policy;
        foreach (var definition in Blueprint.Of(settings).Queues)
            await _queues.CreateAsync(definition, CancellationToken.None);
        var transactions = new List<TableCall.Transact>();
        var table = _table.Before<TableCall.Transact>(made =>
        {
            transactions.Add(made);
            return Task.CompletedTask;
        });
        Assert.Empty(
            await new PermissionProbe(settings, _queues, table, Randomness.Seeded(1)).RunAsync(CancellationToken.None)
        );
        Assert.Equal(checks, Assert.Single(transactions).Writes.OfType<Check>().Count());
    }

    [Fact]
    public async Task A_denial_of_the_entry_alone_is_one_too()
    {
        await ProvisionAsync();
        var found = await Probe(
                queue =>
                    queue.On(
                        (QueueCall.Send _, IQueue _) =>
                            Task.FromResult<IReadOnlyList<SendOutcome>>([
                                new(null, new EntryError(QueueErrors.KeyUnusable, "disabled", SenderFault: true)),
                            ])
                    ),
                _table
            )
            .RunAsync(CancellationToken.None);
        Assert.Contains(found, finding => finding.Subject == "loop-notifications");
        Assert.All(
            found,
            finding => Assert.EndsWith("(KeyUnusable): disabled", finding.Text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_throttled_is_asked_again_and_what_was_allowed_is_not()
    {
        await ProvisionAsync();
        var calls = new List<string>();
        var throttled = true;
        var probe = Probe(
            queue =>
                queue.Before<QueueCall>(call =>
                {
                    calls.Add($"{queue.Name}/{call.GetType().Name}");
                    return Task.CompletedTask;
                }),
            _table.Before<TableCall>(_ =>
                throttled ? throw new TableException(TableErrors.Throttled, "By the test.") : Task.CompletedTask
            )
        );
        await Assert.ThrowsAsync<TableException>(() => probe.RunAsync(CancellationToken.None));
        throttled = false;
        Assert.Empty(await probe.RunAsync(CancellationToken.None));
        Assert.NotEmpty(calls);
        Assert.Equal(calls.Distinct(), calls);
    }

    private async Task ProvisionAsync()
    {
        foreach (var definition in Wanted.Queues)
            await _queues.CreateAsync(definition, CancellationToken.None);
    }

    private PermissionProbe Probe(Func<IQueue, IQueue> wrap, ITable table) =>
        new(Routed, new WrappedQueues(_queues, wrap), table, Randomness.Seeded(1));
}
