using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline;

public sealed class FailureTests
{
    [Fact]
    public void What_fails_every_time_ends_as_a_dead_letter_with_the_last_error() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapTable: table => new TroubledTable(table, new Random(1), rig.Clock, trouble: 1));
            await rig.SendAsync(Make.Yield("y1"));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.RetriesExhausted, Rig.MaxReceiveCount), (note.Code, note.ReceiveCount));
            Assert.Contains("ProvisionedThroughputExceededException", note.Detail, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(TableErrors.AccessDenied)]
    [InlineData(TableErrors.TableNotFound)]
    public void What_only_an_operator_can_mend_ends_the_worker_and_not_the_messages(string error) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapTable: table => new TroubledTable(table, new Random(1), rig.Clock, trouble: 1)
            {
                Error = error,
            });
            await rig.SendAsync(Make.Yield("y1"));
            var failure = await Assert.ThrowsAsync<TableException>(() => rig.LatestWork);
            Assert.Equal(error, failure.Code);
            rig.Kill();

            rig.StartWorker();
            await rig.DrainAsync();
            Assert.Empty(rig.FailureNotes());
            Assert.Equal([Outcomes.Applied], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void A_queue_that_forbids_deleting_ends_the_worker() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue =>
                queue.Before<QueueCall.Delete>(_ =>
                    throw new QueueException(QueueErrors.AccessDenied, "Refused by the test.")
                )
            );
            await rig.SendAsync(Make.Yield("y1"));
            Assert.Equal(
                QueueErrors.AccessDenied,
                (await Assert.ThrowsAsync<QueueException>(() => rig.LatestWork)).Code
            );
            rig.Kill();
        });

    [Fact]
    public void A_context_that_cannot_be_read_at_first_is_read_later_and_nothing_is_given_back() =>
        Rig.Run(async rig =>
        {
            // The first read is of the card, the second of the contexts.
            rig.StartWorker(wrapTable: table => FailingGets.Of(table, 2));
            await rig.SendAsync(Make.Sale("stranger", card: "unknown"), Make.Yield("y1"));
            await rig.DrainAsync();
            Assert.Equal(
                [Outcomes.Applied, Outcomes.Unmatched],
                rig.Settled.Select(entry => entry.Outcome).Order(StringComparer.Ordinal)
            );
        });

    [Fact]
    public void A_commit_whose_answer_was_lost_is_done_once_and_told() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var commits = 0;
            rig.StartWorker(wrapTable: table => new TroubledTable(table, new AnswerLost(), rig.Clock, trouble: 0.5)
            {
                Committed = _ => commits++,
            });
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(1, commits);
            Assert.Single(await rig.CapturesAsync("u1"));
            Assert.Equal(["capture:t1"], rig.NotificationIds());
        });

    [Fact]
    public void A_process_that_dies_after_its_commit_leaves_the_telling_to_the_next() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(wrapQueue: queue =>
                queue.Name == "notifications"
                    ? queue.Before<QueueCall.Send>(_ => new TaskCompletionSource().Task)
                    : queue
            );
            await rig.SendAsync(Make.Sale("t1"));
            await Task.Delay(TimeSpan.FromSeconds(10), rig.Clock);
            var marker = await rig.ItemAsync(Keys.Marker(Make.Sale("t1")));
            Assert.Equal("capture", marker!["owed"]?.AsString);
            Assert.Empty(rig.NotificationIds());

            rig.Kill();
            rig.StartWorker();
            await rig.DrainAsync();
            Assert.Equal(["capture:t1"], rig.NotificationIds());
            Assert.Equal(true, (await rig.ItemAsync(Keys.Marker(Make.Sale("t1"))))!["notified"]?.AsBoolean);
            Assert.Single(await rig.CapturesAsync("u1"));
        });

    [Fact]
    public void What_a_dead_process_left_in_the_overflow_is_deleted_after_the_next_event() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(wrapTable: table =>
                table.Before<TableCall.WriteMany>(_ =>
                    throw new TableException(TableErrors.Throttled, "Throttled by the test.")
                )
            );
            await rig.SendAsync(Enumerable.Range(0, 12).Select(i => (LoopEvent)Make.Sale($"t{i}", cents: 1)));
            await rig.DrainAsync();
            Assert.Equal(12, (await rig.CapturesAsync("u1")).Count);
            rig.Kill();
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1", amount: 1));
            await rig.DrainAsync();
            await rig.StopAsync();
            Assert.Equal(10, (await rig.CapturesAsync("u1")).Count);
        });

    [Fact]
    public void Stopping_gives_back_at_once_what_has_not_begun() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(wrapTable: _ => stuck);
            await rig.SendAsync(Enumerable.Range(0, 50).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Equal(new QueueDepth(0, 50, 0), await rig.Events.GetDepthAsync(CancellationToken.None));

            var stopping = rig.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Equal(new QueueDepth(40, 10, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
            stuck.Release();
            await stopping;
            Assert.Equal(new QueueDepth(40, 0, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
            Assert.Equal(10UL, (await rig.ContextAsync("u1")).Memory.Applied);
        });

    [Fact]
    public void A_worker_holds_no_more_messages_than_it_has_room_for() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(new PipelineOptions { MaxInFlight = 15 }, _ => stuck);
            await rig.SendAsync(Enumerable.Range(0, 50).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
            Assert.Equal(15, (await rig.Events.GetDepthAsync(CancellationToken.None)).InFlight);
            stuck.Release();
            await rig.DrainAsync();
        });

    [Fact]
    public void A_dead_letter_queue_that_takes_nothing_leaves_the_original_where_it_is() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue =>
                queue.Name == "events-dlq"
                    ? queue.Before<QueueCall.Send>(_ =>
                        throw new QueueException(QueueErrors.InvalidContents, "Refused by the test.")
                    )
                    : queue
            );
            await rig.SendBodiesAsync("not json");
            await Task.Delay(TimeSpan.FromSeconds(20), rig.Clock);
            Assert.Equal(1, (await rig.Events.GetDepthAsync(CancellationToken.None)).Total);
        });

    [Fact]
    public void A_queue_that_is_gone_ends_the_worker_with_its_error() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue =>
                queue.Name == "events"
                    ? queue.Before<QueueCall.Receive>(_ =>
                        throw new QueueException(QueueErrors.QueueNotFound, "Gone by the test.")
                    )
                    : queue
            );
            var failure = await Assert.ThrowsAsync<QueueException>(rig.StopAsync);
            Assert.Equal(QueueErrors.QueueNotFound, failure.Code);
            rig.Kill();
        });

    // Of the random numbers that a troubled table asks for, only that for the first transaction's answer says trouble.
    private sealed class AnswerLost : Random
    {
        private int _asked;

        public override int Next(int maxValue) => 0;

        // Reads of card and context ask four times, the transaction twice before its answer.
        public override double NextDouble() => ++_asked == 7 ? 0 : 1;
    }
}
