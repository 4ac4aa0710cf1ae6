using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class PurgeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_chosen_goes_after_it_was_exported_and_all_of_it_counts(bool fifo) =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 45; i++)
                    await world.AddAsync(World.Yield($"y{i}"), World.Note(i % 3 == 0 ? "no_rate" : "too_old"));
                var exported = new List<Letter>();

                var report = await new Purge(world.Letters, world.Ports(), World.Quick).RunAsync(
                    new() { Codes = ["too_old"] },
                    among: null,
                    letters =>
                    {
                        Assert.All(letters, letter => Assert.Contains(letter.EventId, Ids(world)));
                        exported.AddRange(letters);
                        return Task.CompletedTask;
                    },
                    World.Alice,
                    progress: null,
                    CancellationToken.None
                );

                Assert.Equal((30, 0, 30), (report.Deleted, report.Undeleted, exported.Count));
                Assert.Equal(Enumerable.Range(0, 15).Select(i => $"y{3 * i}").Order(), Ids(world).Order());
                var record = await RecordAsync(world);
                Assert.Equal((report.Run, Outcomes.Done), (record.Id, record.Outcome));
                Assert.Equal(
                    """{"select":{"codes":["too_old"],"ids":[]},"counts":{"deleted":30,"undeleted":0}}""",
                    record.Details.ToJsonString()
                );
            },
            fifo: fifo
        );

    [Fact]
    public void What_cannot_be_deleted_is_told() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var failed = new EntryOutcome(new EntryError("InternalError", "By the test.", false));

            var report = await PurgeAsync(
                world,
                queue =>
                    queue.On(
                        (QueueCall.Delete call, IQueue _) =>
                            Task.FromResult<IReadOnlyList<EntryOutcome>>([.. call.ReceiptHandles.Select(_ => failed)])
                    )
            );

            Assert.Equal((0, 3), (report.Deleted, report.Undeleted));
            Assert.Equal(Outcomes.PartlyDone, (await RecordAsync(world)).Outcome);
        });

    [Fact]
    public void One_that_was_killed_has_left_its_record() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y0"), World.Note());
            var record = (AuditRecord?)null;

            await PurgeAsync(
                world,
                queue => queue.Before<QueueCall.Receive>(async _ => record ??= await RecordAsync(world))
            );

            Assert.Equal((Purge.Operation, Outcomes.Running), (record!.Operation, record.Outcome));
            Assert.NotNull(record.Details["select"]);
        });

    private static Task<PurgeReport> PurgeAsync(World world, Func<IQueue, IQueue> wrap) =>
        new Purge(
            world.Letters,
            world.Ports() with
            {
                Queues = new WrappedQueues(world.Queues, wrap),
            },
            World.Quick
        ).RunAsync(new(), among: null, export: null, World.Alice, progress: null, CancellationToken.None);

    private static async Task<AuditRecord> RecordAsync(World world) =>
        Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());

    private static IEnumerable<string> Ids(World world) =>
        world
            .DeadLetters.Snapshot()
            .Select(message => JsonNode.Parse(message.Body)!["data"]!["event_id"]!.GetValue<string>());
}
