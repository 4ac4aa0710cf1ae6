using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;

namespace LoopWorker.Loop.Tests.Pipeline;

public sealed class GroupOrderTests
{
    [Fact]
    public void What_follows_a_failed_message_of_its_group_is_given_back_and_comes_after_it() =>
        Rig.Run(
            async rig =>
            {
                var refusals = 0;
                var watched = new WatchedTable(rig.Table)
                {
                    // The second event cannot be written for a while.
                    Answer = writes =>
                        WatchedTable.EventsOf(writes).Contains("y1") && ++refusals < 10
                            ? throw new TableException(TableErrors.Validation, "By the test.")
                            : Task.FromResult<TransactionResult?>(null),
                };
                rig.StartWorker(wrapTable: _ => watched);
                await rig.SendToGroupAsync("g", Yields(0, 6, user: i => $"u{i}"));
                await rig.DrainAsync();
                Assert.Equal(["y0", "y1", "y2", "y3", "y4", "y5"], watched.Committed);
                Assert.Equal(1, rig.Settled.Count(entry => entry.Outcome == nameof(Settled.Retried)));
                Assert.Equal(4, rig.Settled.Count(entry => entry.Outcome == nameof(Settled.Released)));
                Assert.Empty(rig.DeadLetters.Snapshot());
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

    private static IEnumerable<LoopEvent> Yields(int first, int count, Func<int, string> user) =>
        Enumerable.Range(first, count).Select(i => (LoopEvent)Make.Yield($"y{i}", user(i)));
}
