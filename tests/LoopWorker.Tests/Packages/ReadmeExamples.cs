using LoopWorker.Core;
using LoopWorker.Messages.Sending;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Messages.Writing;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tests.Packages;

/// <summary>The code in the packages' README files, so that it compiles. <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeExamples
{
    public static async Task CoreAsync(int attempt, TimeProvider time, CancellationToken cancellation)
    {
        var randomness = Randomness.Unseeded();
        var backoff = new Backoff(First: TimeSpan.FromMilliseconds(100), Cap: TimeSpan.FromSeconds(2));
        await Task.Delay(backoff.After(attempt, randomness.NextFraction()), time, cancellation);
    }

    public static async Task MessagesAsync(IQueue queue, DateTimeOffset at, CancellationToken cancellation)
    {
        var sender = new EventSender(
            queue,
            EventWriter.CloudEvents("/vault"),
            Randomness.Unseeded(),
            TimeProvider.System
        );
        var report = await sender.SendAsync(
            [new VaultYield("y-1", "5A7EYKTZ", Amount: 1_500_000_000, OccurredAt: at)],
            cancellation
        );
        foreach (var outcome in report.NotSent)
            Console.WriteLine(
                $"{outcome.Event.Id}: {outcome.Status}, {outcome.Failure?.Code}: {outcome.Failure?.Detail}"
            );
    }

    public static async Task QueuesAsync(CancellationToken cancellation)
    {
        var queues = new InMemoryQueueService(Randomness.Seeded(1).NextId, TimeProvider.System);
        var queue = await queues.CreateAsync(new QueueDefinition("work.fifo"), cancellation);
        await queue.SendAsync([new OutgoingMessage("{}") { GroupId = "user-1", DeduplicationId = "1" }], cancellation);
        foreach (var message in await queue.ReceiveAsync(new ReceiveRequest(), cancellation))
            await queue.DeleteAsync([message.ReceiptHandle], cancellation);
    }

    public static async Task SqsAsync(CancellationToken cancellation)
    {
        using var sqs = new SqsQueueService(
            new SqsOptions { Region = "eu-central-1" },
            Randomness.Unseeded(),
            TimeProvider.System
        );
        var queue = await sqs.OpenAsync("loop-events", cancellation);
        await queue.SendAsync([new OutgoingMessage("{}")], cancellation);
    }

    public static async Task<WriteResult> TablesAsync(CancellationToken cancellation)
    {
        var table = new InMemoryTable(new TableDefinition("things"), TimeProvider.System);
        var thing = Item.Of(new ItemKey("THING#1", "STATE"), ("count", 1UL));
        var written = await table.PutAsync(new Put(thing, Condition.NoItem), cancellation);
        return written;
    }

    public static void DynamoDb()
    {
        using var dynamoDb = new DynamoDbTableService(
            new DynamoDbOptions(),
            Random.Shared.NextDouble,
            TimeProvider.System
        );
        var table = dynamoDb.Open("prod.locks", DistributedLock.Definition("prod.locks").Keys);
        Assert.NotNull(table);
    }

    public static async Task PatternsAsync(ITable table, CancellationToken cancellation)
    {
        var locks = new DistributedLock(table, Randomness.Unseeded(), TimeProvider.System);
        await using var held = await locks.TryAcquireAsync(
            "report",
            TimeSpan.FromSeconds(30),
            cancellation: cancellation
        );
        if (held is null)
            return;
        Console.WriteLine($"No other process has it; the fencing token is {held.FencingToken}.");
    }
}
