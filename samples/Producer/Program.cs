using LoopWorker.Core;
using LoopWorker.Messages;
using LoopWorker.Messages.Sending;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Messages.Writing;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Locking;

// An upstream team's program: it tells LoopWorker what happened. Without an argument it runs on the engines in memory; with the name of a
// queue it sends to SQS, with the region and the credentials that the AWS SDK finds.
var time = TimeProvider.System;
var randomness = Randomness.Unseeded();
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};

using var sqs = args.Length > 0 ? new SqsQueueService(new SqsOptions(), randomness, time) : null;
var queue = sqs is null
    ? await new InMemoryQueueService(randomness.NextId, time).CreateAsync(
        new QueueDefinition("loop-vault.fifo"),
        cancellation.Token
    )
    : await sqs.OpenAsync(args[0], cancellation.Token);

// Two producers that read the same source take turns.
var locks = DistributedLock.Definition("locks");
var table = new InMemoryTable(locks, time);
await using var turn = await new DistributedLock(table, randomness, time).TryAcquireAsync(
    "vault-export",
    TimeSpan.FromSeconds(30),
    cancellation: cancellation.Token
);
Console.WriteLine(turn is null ? "Another producer has the lock." : "This producer has the lock.");
if (turn is null)
    return 1;

var at = time.GetUtcNow();
LoopEvent[] events =
[
    new VaultYield("y-1", "5A7EYKTZ", Amount: 1_500_000_000, OccurredAt: at),
    new VaultYield("y-2", "5A7EYKTZ", Amount: 0, OccurredAt: at),
    new GeofenceCrossing("g-1", "5A7EYKTZ", "merch-7", Transition.Enter, new Position(47.3769, 8.5417, 12.5f), at),
];

var sender = new EventSender(queue, EventWriter.CloudEvents("/vault"), randomness, time);
var report = await sender.SendAsync(events, cancellation.Token);

foreach (var outcome in report.Outcomes)
    Console.WriteLine(
        $"{outcome.Event.Id} {outcome.Status}{(outcome.Failure is { } why ? $" ({why.Code}): {why.Detail}" : "")}"
    );
Console.WriteLine($"{(await queue.GetDepthAsync(cancellation.Token)).Total} messages are on the queue.");
return report.Outcomes.Any(outcome => outcome.Status is SendStatus.Uncertain or SendStatus.NotSent) ? 1 : 0;
