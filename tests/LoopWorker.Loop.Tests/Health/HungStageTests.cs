using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Health;

/// <summary>Each stage in turn makes a call that is never answered: live names the stage, and is green again when it moves.</summary>
public sealed class HungStageTests
{
    private readonly TaskCompletionSource _answer = new();
    private WorkerHealth _health = null!;

    [Fact]
    public void Receive() =>
        Run(
            "receive",
            rig =>
            {
                _health = rig.StartWatched(wrapQueue: queue => HangOn<QueueCall.Receive>(queue, "events"));
                return Task.CompletedTask;
            }
        );

    [Fact]
    public void Resolve() =>
        Run(
            "resolve",
            rig =>
            {
                _health = rig.StartWatched(HangOn<TableCall.GetMany>);
                return rig.SendAsync(Make.Sale());
            }
        );

    [Fact]
    public void Park() =>
        Run(
            "park",
            rig =>
            {
                _health = rig.StartWatched(HangOn<TableCall.Transact>, rules: Parked.Rules);
                return rig.SendAsync(Make.Sale());
            }
        );

    [Fact]
    public void Order() =>
        Run(
            "order",
            rig =>
            {
                _health = rig.StartWatched(HangOn<TableCall.Transact>);
                return rig.SendToGroupAsync("group", Make.Yield("y1", "u1"), Make.Yield("y2", "u2"));
            },
            fifo: true
        );

    [Fact]
    public void Route() =>
        Run(
            "route",
            rig =>
            {
                _health = rig.StartWatched(
                    wrapQueue: queue => HangOn<QueueCall.Send>(queue, "routing.fifo"),
                    routes: true
                );
                return rig.SendAsync(Make.Yield());
            }
        );

    [Fact]
    public void Commit() =>
        Run(
            "commit",
            rig =>
            {
                _health = rig.StartWatched(HangOn<TableCall.Transact>);
                return rig.SendAsync(Make.Yield());
            }
        );

    [Fact]
    public void What_waits_in_a_lane_for_a_commit_is_the_commits() =>
        Run(
            "commit",
            async rig =>
            {
                _health = rig.StartWatched(
                    HangOn<TableCall.Transact>,
                    options: new PipelineOptions { CommitConcurrency = 1 }
                );
                await rig.SendAsync(Make.Yield("y1"));
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                await rig.SendAsync(Make.Yield("y2"), Make.Yield("y3", "u3"));
            },
            pending: 3
        );

    [Fact]
    public void Take_over() =>
        Run(
            "take over",
            async rig =>
            {
                // Another replica commits and dies before it has notified; the repeat waits for it and looks at the marker.
                var committed = Make.Yield();
                rig.StartWorker(
                    new PipelineOptions { MaxInFlight = 1, Receivers = 1 },
                    wrapQueue: queue =>
                        queue.Before<QueueCall.Send>(_ => Task.Delay(Timeout.InfiniteTimeSpan, rig.Clock))
                );
                await rig.SendAsync(committed);
                while (await rig.ItemAsync(Keys.Marker(committed)) is null)
                    await Task.Delay(TimeSpan.FromMilliseconds(10), rig.Clock);
                rig.Kill();
                _health = rig.StartWatched(table =>
                    table.Before<TableCall.GetMany>(call =>
                        call.Keys.Contains(Keys.Marker(committed)) ? _answer.Task : Task.CompletedTask
                    )
                );
                await rig.SendAsync(committed);
            }
        );

    [Fact]
    public void Count() =>
        Run(
            "count",
            async rig =>
            {
                await rig.LinkAsync("fp1", "u1");
                _health = rig.StartWatched(
                    table =>
                        table.Before<TableCall.Transact>(call =>
                            call.Writes.Any(write => write is Update) ? _answer.Task : Task.CompletedTask
                        ),
                    rules: new() { CountPerMerchant = true }
                );
                await rig.SendAsync(Make.Sale());
            }
        );

    [Fact]
    public void Notify() =>
        Run(
            "notify",
            rig =>
            {
                _health = rig.StartWatched(wrapQueue: queue => HangOn<QueueCall.Send>(queue, "notifications"));
                return rig.SendAsync(Make.Yield());
            }
        );

    [Fact]
    public void Notify_while_it_notes_what_was_sent() =>
        Run(
            "notify",
            rig =>
            {
                _health = rig.StartWatched(HangOn<TableCall.WriteMany>);
                return rig.SendAsync(Make.Yield());
            }
        );

    [Fact]
    public void Trim() =>
        Run(
            "trim",
            async rig =>
            {
                await rig.LinkAsync("fp1", "u1");
                _health = rig.StartWatched(table =>
                    table.Before<TableCall.WriteMany>(call =>
                        call.Writes.Any(write => write is Delete) ? _answer.Task : Task.CompletedTask
                    )
                );
                await rig.SendAsync(Enumerable.Range(0, 12).Select(i => Make.Sale($"t{i}")));
            },
            pending: 2
        );

    [Fact]
    public void Settle() =>
        Run(
            "settle",
            rig =>
            {
                _health = rig.StartWatched(wrapQueue: queue => HangOn<QueueCall.Delete>(queue, "events"));
                return rig.SendAsync(Make.Yield());
            }
        );

    // A refusal of the table explains why the commit stands, but not the keeper, which does not call it.
    [Fact]
    public void Keep() =>
        Run(
            "keep",
            rig =>
            {
                _health = rig.StartWatched(
                    table =>
                        table.Before<TableCall.Transact>(_ =>
                            _answer.Task.IsCompleted
                                ? Task.CompletedTask
                                : throw new TableException(TableErrors.Throttled, "By the test.")
                        ),
                    queue => HangOn<QueueCall.ChangeVisibility>(queue, "events")
                );
                return rig.SendAsync(Make.Yield());
            }
        );

    [Fact]
    public void These_are_all_the_stages_there_are() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true);
            await Task.Yield();
            Assert.Equal(
                [
                    "receive",
                    "order",
                    "resolve",
                    "park",
                    "route",
                    "commit",
                    "take over",
                    "count",
                    "notify",
                    "trim",
                    "settle",
                    "keep",
                ],
                rig.LatestWorker.Parts.Select(part => part.Name).Distinct()
            );
        });

    private void Run(string stage, Func<Rig, Task> start, bool fifo = false, int? pending = null) =>
        Rig.Run(
            async rig =>
            {
                await start(rig);
                var begun = rig.Clock.Elapsed;
                // It cannot stand for so long before that.
                await rig.ProbeAsync(
                    WatchedWorker.Rules.StallAfter - TimeSpan.FromSeconds(4),
                    _ => Assert.True(_health.Live.IsOk, string.Join('\n', _health.Live.Reasons))
                );
                // Leases run low after half of 30 seconds, looks at a marker come after a second.
                await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock);
                var live = _health.Live;
                Assert.False(live.IsOk);
                Assert.Contains(
                    live.Reasons,
                    reason =>
                        reason.StartsWith(
                            $"The stage '{stage}' is hung: it has not moved for ",
                            StringComparison.Ordinal
                        )
                );
                if (pending is { } count)
                    Assert.Contains(
                        live.Reasons,
                        reason => reason.Contains($"({count} pending)", StringComparison.Ordinal)
                    );
                _answer.SetResult();
                // A poll takes its time.
                await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock);
                Assert.True(_health.Live.IsOk, string.Join('\n', _health.Live.Reasons));
            },
            fifo: fifo
        );

    private ITable HangOn<TCall>(ITable table)
        where TCall : TableCall => table.Before<TCall>(_ => _answer.Task);

    private IQueue HangOn<TCall>(IQueue queue, string name)
        where TCall : QueueCall => queue.Name == name ? queue.Before<TCall>(_ => _answer.Task) : queue;
}
