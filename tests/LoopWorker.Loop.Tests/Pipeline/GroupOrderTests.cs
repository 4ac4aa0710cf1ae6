using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;

namespace LoopWorker.Loop.Tests.Pipeline;

public sealed class GroupOrderTests
{
    [Fact]
    public void What_follows_a_failed_message_of_its_group_waits_in_hand_until_that_is_tried_again() =>
        Rig.Run(
            async rig =>
            {
                var watched = RefusingEvent(rig, "y1", times: 10);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(0, 6, user: i => $"u{i}"));
                await rig.DrainAsync();
                Assert.Equal(["y0", "y1", "y2", "y3", "y4", "y5"], watched.Committed);
                // Each was received once: nothing was given back.
                Assert.Equal(Enumerable.Repeat(Outcomes.Applied, 6), rig.Settled.Select(entry => entry.Outcome));
            },
            fifo: true
        );

    [Fact]
    public void A_head_that_cannot_take_effect_dies_alone_and_with_its_reason() =>
        Rig.Run(
            async rig =>
            {
                var watched = RefusingEvent(rig, "y0", times: int.MaxValue);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(0, 3, user: i => $"u{i}"));
                await rig.DrainAsync();
                Assert.Equal(["y1", "y2"], watched.Committed);
                var note = Assert.Single(rig.FailureNotes());
                Assert.Equal(FailureCodes.RetriesExhausted, note.Code);
                Assert.Equal((1, Rig.MaxReceiveCount), (note.ReceiveCount, note.Attempts));
                Assert.Single(rig.DeadLetters.Snapshot());
            },
            fifo: true
        );

    [Fact]
    public void Those_of_the_same_user_behind_such_a_head_take_effect_too() =>
        Rig.Run(
            async rig =>
            {
                var watched = RefusingEvent(rig, "y0", times: int.MaxValue);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(0, 8, user: i => $"u{i / 4}"));
                await rig.DrainAsync();
                Assert.Equal(["y1", "y2", "y3", "y4", "y5", "y6", "y7"], watched.Committed);
                Assert.Single(rig.DeadLetters.Snapshot());
            },
            fifo: true
        );

    [Fact]
    public void Those_on_their_last_receive_behind_a_head_that_fails_for_a_while_take_effect() =>
        Rig.Run(
            async rig =>
            {
                await rig.SendToGroupAsync("g", Yields(1, 3, user: i => $"u{i}"));
                for (var receive = 1; receive < Rig.MaxReceiveCount; receive++)
                    await ReceiveAndGiveBackAsync(rig.Events);
                // The queue puts what is sent later behind: the first of those is the head that fails.
                var watched = RefusingEvent(rig, "y1", times: 10);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(4, 2, user: i => $"u{i}"));
                await rig.DrainAsync();
                Assert.Equal(["y2", "y3", "y4", "y5"], watched.Committed);
                Assert.Equal(FailureCodes.RetriesExhausted, Assert.Single(rig.FailureNotes()).Code);
            },
            fifo: true
        );

    [Fact]
    public void Stopping_gives_back_a_head_that_is_to_be_tried_again_and_what_waits_behind_it() =>
        Rig.Run(
            async rig =>
            {
                rig.StartWorker(wrapTable: _ => RefusingEvent(rig, "y0", times: int.MaxValue));
                await rig.SendToGroupAsync("g", Yields(0, 4, user: i => $"u{i / 2}"));
                // It fails at once, and then waits for some seconds.
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                var report = await rig.StopLatestAsync();
                Assert.Equal(4, report.GivenBack);
                Assert.True(report.Took < TimeSpan.FromSeconds(1), $"It took {report.Took}.");
                Assert.Equal(4, (await rig.Events.GetDepthAsync(CancellationToken.None)).Visible);
            },
            fifo: true
        );

    [Fact]
    public void Events_of_one_user_in_a_group_are_committed_together() =>
        Rig.Run(
            async rig =>
            {
                var watched = new WatchedTable(rig.Table);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(0, 10, user: _ => "u"));
                await rig.DrainAsync();
                Assert.Equal(10, Assert.Single(watched.Asked).Count);
            },
            fifo: true
        );

    [Fact]
    public void A_group_that_waits_holds_up_no_other() =>
        Rig.Run(
            async rig =>
            {
                var let = new TaskCompletionSource();
                var watched = new WatchedTable(rig.Table)
                {
                    Answer = async writes =>
                    {
                        if (WatchedTable.EventsOf(writes).Contains("y0"))
                            await let.Task;
                        return null;
                    },
                };
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("slow", Yields(0, 5, user: i => $"u{i}"));
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                await rig.SendToGroupAsync("other", Yields(10, 5, user: i => $"u{i}"));
                await Task.Delay(TimeSpan.FromSeconds(2), rig.Clock);
                Assert.Equal(["y10", "y11", "y12", "y13", "y14"], watched.Committed);
                let.SetResult();
                await rig.DrainAsync();
                Assert.Equal(["y0", "y1", "y2", "y3", "y4"], watched.Committed[5..]);
            },
            fifo: true
        );

    [Fact]
    public void A_bad_message_is_dead_before_those_behind_it_go_on() =>
        Rig.Run(
            async rig =>
            {
                var watched = new WatchedTable(rig.Table);
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync(
                    "g",
                    Make.Yield("y0", "u0"),
                    Make.Yield("y!1", "u1"),
                    Make.Yield("y2", "u2")
                );
                await rig.DrainAsync();
                Assert.Equal(["y0", "y2"], watched.Committed);
                Assert.Single(rig.FailureNotes());
            },
            fifo: true
        );

    [Fact]
    public void Stopping_gives_back_what_waits_for_its_turn() =>
        Rig.Run(
            async rig =>
            {
                var stuck = new StuckTable(rig.Table);
                rig.StartWorker(wrapTable: _ => stuck);
                await rig.SendToGroupAsync("g", Yields(0, 6, user: i => $"u{i}"));
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                var stopping = rig.StopAsync();
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                stuck.Release();
                await stopping;
                Assert.Equal(5, rig.Settled.Count(entry => entry.Outcome == nameof(Settled.Released)));
                Assert.Equal(1, rig.Settled.Count(entry => entry.Outcome == Outcomes.Applied));
            },
            fifo: true
        );

    // Whoever writes one event is refused for a while.
    private static WatchedTable RefusingEvent(Rig rig, string id, int times)
    {
        var refusals = 0;
        return new WatchedTable(rig.Table)
        {
            Answer = writes =>
                WatchedTable.EventsOf(writes).Contains(id) && ++refusals < times
                    ? throw new TableException(TableErrors.Validation, "By the test.")
                    : Task.FromResult<TransactionResult?>(null),
        };
    }

    private static async Task ReceiveAndGiveBackAsync(InMemoryQueue queue)
    {
        var request = new ReceiveRequest { MaxMessages = QueueLimits.BatchEntries };
        var messages = await queue.ReceiveAsync(request, CancellationToken.None);
        await queue.ChangeVisibilityAsync(
            [.. messages.Select(message => new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero))],
            CancellationToken.None
        );
    }

    private static IEnumerable<LoopEvent> Yields(int first, int count, Func<int, string> user) =>
        Enumerable.Range(first, count).Select(i => (LoopEvent)Make.Yield($"y{i}", user(i)));
}
