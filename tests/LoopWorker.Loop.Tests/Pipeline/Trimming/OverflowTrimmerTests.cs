using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Trimming;

/// <summary>Captures that have fallen out of their ring are deleted beside the work, and hold up none of it.</summary>
public sealed class OverflowTrimmerTests
{
    private const int RingCapacity = 10;

    // The case that users met: the deletes of one user took minutes, and the commits of the others waited for them.
    [Fact]
    public void Deletes_that_take_minutes_hold_up_no_commit_even_when_there_is_no_room_for_more() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(
                new PipelineOptions { MaxInFlight = 20 },
                wrapTable: table => OnDeletes(table, () => Task.Delay(TimeSpan.FromMinutes(13), rig.Clock))
            );
            var begun = rig.Clock.Elapsed;
            await rig.SendAsync(Sales("t", 200));
            await rig.SendAsync(Enumerable.Range(0, 50).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u-{i}")));
            await rig.DrainAsync();
            Assert.InRange(rig.Clock.Elapsed - begun, TimeSpan.Zero, TimeSpan.FromMinutes(1));

            // What there was no room for is named again by the user's next commit.
            for (var i = 0; i < 20; i++)
            {
                await rig.SendAsync(Make.Sale($"later{i}"));
                await Task.Delay(TimeSpan.FromMinutes(30), rig.Clock);
            }
            Assert.Equal(RingCapacity, (await rig.CapturesAsync("u1")).Count);
        });

    [Fact]
    public void What_could_not_be_deleted_is_deleted_after_the_users_next_event() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var deletes = 0;
            rig.StartWorker(wrapTable: table =>
                OnDeletes(
                    table,
                    () =>
                        deletes++ == 0
                            ? throw new TableException(TableErrors.Unreachable, "By the test.")
                            : Task.CompletedTask
                )
            );
            await rig.SendAsync(Sales("t", RingCapacity + 5));
            await rig.DrainAsync();
            await rig.SendAsync(Make.Sale("next"));
            await rig.DrainAsync();
            await rig.StopAsync();
            Assert.Equal(RingCapacity, (await rig.CapturesAsync("u1")).Count);
        });

    [Fact]
    public void The_context_names_what_is_still_to_be_deleted_and_no_more() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Sales("t", RingCapacity + 5));
            await rig.DrainAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Equal(RingCapacity, (await rig.CapturesAsync("u1")).Count);

            await rig.SendAsync(Make.Yield("y1", "u1"));
            await rig.DrainAsync();
            Assert.Empty((await rig.ContextAsync("u1")).Memory.Overflow);
        });

    [Fact]
    public void A_delete_that_only_an_operator_can_allow_ends_the_worker() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(wrapTable: table =>
                OnDeletes(table, () => throw new TableException(TableErrors.AccessDenied, "By the test."))
            );
            await rig.SendAsync(Sales("t", RingCapacity + 5));
            var failure = await Assert.ThrowsAsync<TableException>(() =>
                rig.LatestWork.WaitAsync(TimeSpan.FromMinutes(5), rig.Clock)
            );
            Assert.Equal(TableErrors.AccessDenied, failure.Code);
            rig.Kill();
        });

    private static IEnumerable<LoopEvent> Sales(string prefix, int count) =>
        Enumerable.Range(0, count).Select(i => (LoopEvent)Make.Sale($"{prefix}{i}"));

    // Notified marks are written in batches, too.
    private static ITable OnDeletes(ITable table, Func<Task> before) =>
        table.Before<TableCall.WriteMany>(call =>
            call.Writes.All(write => write is Delete) ? before() : Task.CompletedTask
        );
}
