using System.Text.Json.Nodes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Auditing;

public sealed class AuditLogTests
{
    [Fact]
    public void Records_of_one_moment_are_all_there_and_later_ones_come_first() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            foreach (var subject in new[] { "a", "b", "c" })
            {
                await desk.Audit.WriteAsync(desk.Audit.Begin("test", subject, Desk.By), Desk.None);
                if (subject == "b")
                    await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            }
            var records = await desk.RecordsAsync();
            Assert.Equal("c", records[0].Subject);
            Assert.Equal(["a", "b"], records.Skip(1).Select(record => record.Subject).Order());
            Assert.All(
                await desk.AllAsync(),
                item =>
                    Assert.InRange(
                        item[Attributes.TimeToLive]!.AsInt64!.Value - Make.Now.AddDays(400).ToUnixTimeSeconds(),
                        0,
                        2
                    )
            );
        });

    [Fact]
    public void A_record_says_what_was_asked_while_work_goes_on_and_what_came_of_it_afterwards() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            using var stop = new CancellationTokenSource();

            var result = await RunAsync(
                desk,
                async () =>
                {
                    var running = Assert.Single(await desk.RecordsAsync());
                    Assert.Equal(
                        (Outcomes.Running, null, """{"asked":1,"more":2}"""),
                        (running.Outcome, running.EndedAt, running.Details.ToJsonString())
                    );
                    // Nobody waits for it any longer, but it is done.
                    stop.Cancel();
                    return (7, new JsonObject { ["more"] = 3 }, Outcomes.PartlyDone);
                },
                stop.Token
            );

            Assert.Equal(7, result);
            var record = Assert.Single(await desk.RecordsAsync());
            Assert.Equal(
                (Outcomes.PartlyDone, """{"asked":1,"more":3}"""),
                (record.Outcome, record.Details.ToJsonString())
            );
            Assert.NotNull(record.EndedAt);
        });

    [Theory]
    [InlineData(true, Outcomes.Interrupted)]
    [InlineData(false, Outcomes.Failed)]
    public void Work_that_is_stopped_or_fails_is_recorded_as_that(bool isStopped, string outcome) =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            Exception exception = isStopped
                ? new OperationCanceledException()
                : new TableException(TableErrors.Throttled, "By the test.");

            Assert.Same(exception, await Record.ExceptionAsync(() => RunAsync(desk, () => throw exception, Desk.None)));

            var record = Assert.Single(await desk.RecordsAsync());
            Assert.Equal(outcome, record.Outcome);
            Assert.NotNull(record.EndedAt);
        });

    [Fact]
    public void What_stopped_the_work_is_thrown_though_it_cannot_be_recorded() =>
        Rig.Run(async rig =>
        {
            var puts = 0;
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Put>(_ =>
                    ++puts > 1 ? throw new TableException(TableErrors.Throttled, "Of the record.") : Task.CompletedTask
                )
            );
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                RunAsync(desk, () => throw new InvalidOperationException("Of the work."), Desk.None)
            );
            Assert.Equal("Of the work.", failure.Message);
        });

    private static Task<int> RunAsync(
        Desk desk,
        Func<Task<(int, JsonObject, string)>> work,
        CancellationToken cancellation
    ) =>
        desk.Audit.RunAsync(
            desk.Audit.Begin("test", "subject", Desk.By).With(new JsonObject { ["asked"] = 1, ["more"] = 2 }),
            work,
            cancellation
        );
}
