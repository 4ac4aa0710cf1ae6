using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

public sealed class ThrottlingTests
{
    [Fact]
    public void A_hot_user_waits_alone() =>
        Rig.Run(async rig =>
        {
            var hotAttempts = 0;
            var watched = new WatchedTable(rig.Table)
            {
                Answer = writes =>
                    Task.FromResult(
                        WatchedTable.EventsOf(writes).Contains("hot") && ++hotAttempts <= 6
                            ? WatchedTable.Cancelled(writes, CancellationCode.Throttled, "u-hot")
                            : null
                    ),
            };
            rig.StartWorker(wrapTable: _ => watched);
            await rig.SendAsync([
                Make.Yield("hot", "u-hot"),
                .. Enumerable.Range(0, 9).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")),
            ]);
            await rig.DrainAsync();
            Assert.Equal("hot", watched.Committed[^1]);
            Assert.Equal(10, watched.Committed.Count);
            // The others were in the way of nothing: each was asked for with the hot one at most, and once more without.
            var others = watched.Asked.SelectMany(asked => asked).Where(id => id != "hot").CountBy(id => id);
            Assert.All(others, other => Assert.InRange(other.Value, 1, 2));
            Assert.All(rig.Settled, entry => Assert.Equal(Outcomes.Applied, entry.Outcome));
        });

    [Fact]
    public void A_hot_key_that_the_table_does_not_name_is_found_by_halves() =>
        Rig.Run(async rig =>
        {
            var hotAttempts = 0;
            var watched = new WatchedTable(rig.Table)
            {
                Answer = writes =>
                    WatchedTable.EventsOf(writes).Contains("hot") && ++hotAttempts <= 8
                        ? throw new TableException(TableErrors.KeyRangeThroughputExceeded, "By the test.")
                        : Task.FromResult<TransactionResult?>(null),
            };
            rig.StartWorker(wrapTable: _ => watched);
            await rig.SendAsync([
                Make.Yield("hot", "u-hot"),
                .. Enumerable.Range(0, 9).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")),
            ]);
            await rig.DrainAsync();
            Assert.Equal("hot", watched.Committed[^1]);
            Assert.All(rig.Settled, entry => Assert.Equal(Outcomes.Applied, entry.Outcome));
        });

    [Fact]
    public void A_table_that_is_away_for_minutes_uses_up_no_receives_and_is_not_hammered() =>
        Rig.Run(async rig =>
        {
            var back = rig.Clock.Elapsed + TimeSpan.FromMinutes(8);
            var watched = new WatchedTable(rig.Table)
            {
                Answer = _ =>
                    rig.Clock.Elapsed < back
                        ? throw new TableException(TableErrors.Unreachable, "By the test.")
                        : Task.FromResult<TransactionResult?>(null),
            };
            rig.StartWorker(wrapTable: _ => watched);
            await rig.SendAsync(Enumerable.Range(0, 100).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")));
            await rig.DrainAsync();
            Assert.Equal(100, rig.Settled.Count);
            Assert.All(rig.Settled, entry => Assert.Equal(Outcomes.Applied, entry.Outcome));
            // Eight minutes at two and a half seconds on average, and the way there.
            Assert.InRange(watched.Asked.Count, 100, 400);
        });

    [Fact]
    public void What_the_table_refuses_for_too_long_goes_back_to_its_queue_with_the_reason() =>
        Rig.Run(async rig =>
        {
            var watched = new WatchedTable(rig.Table)
            {
                Answer = _ => throw new TableException(TableErrors.Throttled, "By the test."),
            };
            rig.StartWorker(new PipelineOptions { MaxHold = TimeSpan.FromMinutes(1) }, wrapTable: _ => watched);
            await rig.SendAsync(Make.Yield("y1"));
            await rig.DrainAsync();
            Assert.Contains(TableErrors.Throttled, Assert.Single(rig.FailureNotes()).Detail, StringComparison.Ordinal);
            Assert.Equal(Rig.MaxReceiveCount - 1, rig.Settled.Count(entry => entry.Outcome == nameof(Settled.Retried)));
            Assert.InRange(rig.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        });

    [Fact]
    public void Reads_are_made_again_without_giving_messages_back() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(wrapTable: table => FailingGets.Of(table, 1, 2, 3, 5, 6));
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
        });
}
