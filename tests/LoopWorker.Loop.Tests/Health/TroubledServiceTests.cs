using LoopWorker.Loop.Health;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Health;

public sealed class TroubledServiceTests
{
    private const int Events = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Both ways in which a table throttles, and conflicts without end: killing the worker would not help.
    [Theory]
    [InlineData(TableErrors.Throttled, null)]
    [InlineData(null, CancellationCode.Throttled)]
    [InlineData(null, CancellationCode.Conflict)]
    public void A_worker_whose_table_lets_nothing_through_for_ten_minutes_is_alive_and_ready(
        string? error,
        CancellationCode? reason
    ) =>
        Rig.Run(async rig =>
        {
            var refuses = true;
            var health = rig.StartWatched(table =>
                table.On(
                    (TableCall.Transact call, ITable next) =>
                        !refuses ? call.MakeAsync(next)
                        : error is not null ? throw new TableException(error, "By the test.")
                        : Task.FromResult(
                            new TransactionResult(
                                [.. call.Writes.Select(_ => new CancellationReason(reason!.Value))],
                                default
                            )
                        )
                )
            );
            await SendAsync(rig);
            var explained = 0;

            await rig.ProbeAsync(
                10 * Minute,
                _ =>
                {
                    AssertOk(health.Live);
                    AssertOk(health.Ready);
                    explained += health.Live.Reasons.Count(told =>
                        told.Contains("it waits for the table 'loop-agent-state'", StringComparison.Ordinal)
                    );
                }
            );

            refuses = false;
            await rig.DrainAsync();
            AssertOk(health.Live);
            Assert.Empty(health.Live.Reasons);
            AssertOk(health.Ready);
            // Conflicts end with the events going back to their queue, so that stage moves.
            if (reason != CancellationCode.Conflict)
                Assert.True(explained > 100, $"Only {explained} probes were told why the commit stands.");
        });

    [Fact]
    public void A_table_that_is_away_makes_the_worker_unready_after_half_a_minute_and_ready_again_when_it_is_back() =>
        Rig.Run(async rig =>
        {
            var away = false;
            var health = rig.StartWatched(table =>
                table.Before<TableCall>(_ =>
                    away ? throw new TableException(TableErrors.Unreachable, "By the test.") : Task.CompletedTask
                )
            );
            await SendAsync(rig);
            await rig.DrainAsync();
            AssertOk(health.Ready);

            away = true;
            await SendAsync(rig);
            var since = rig.Clock.Elapsed;
            await rig.ProbeAsync(
                5 * Minute,
                now =>
                {
                    AssertOk(health.Live);
                    if (now - since < HealthRules.AwayAfter)
                        AssertOk(health.Ready);
                    else if (now - since > HealthRules.AwayAfter + TimeSpan.FromSeconds(4))
                        Assert.StartsWith(
                            "The table 'loop-agent-state' has not answered for ",
                            Assert.Single(AssertFailed(health.Ready)),
                            StringComparison.Ordinal
                        );
                }
            );

            away = false;
            await rig.DrainAsync();
            AssertOk(health.Ready);
            AssertOk(health.Live);
        });

    // A frozen endpoint: its calls end in time-outs only.
    [Fact]
    public void A_table_that_answers_nothing_in_time_is_away_and_explains_the_stages_that_wait_for_it() =>
        Rig.Run(async rig =>
        {
            var frozen = true;
            var health = rig.StartWatched(table =>
                table.Before<TableCall>(async _ =>
                {
                    if (!frozen)
                        return;
                    await Task.Delay(TimeSpan.FromSeconds(15), rig.Clock);
                    throw new TableException(TableErrors.TimedOut, "By the test.");
                })
            );
            await SendAsync(rig);
            var since = rig.Clock.Elapsed;
            await rig.ProbeAsync(
                5 * Minute,
                now =>
                {
                    AssertOk(health.Live);
                    if (now - since > HealthRules.AwayAfter + TimeSpan.FromSeconds(4))
                        AssertFailed(health.Ready);
                }
            );
            frozen = false;
            await rig.DrainAsync();
            AssertOk(health.Ready);
        });

    [Fact]
    public void A_worker_is_unready_before_it_begins_and_from_when_it_is_told_to_stop() =>
        Rig.Run(async rig =>
        {
            var before = new WorkerHealth(WatchedWorker.Rules, new ServiceAnswers(rig.Clock));
            AssertOk(before.Live);
            AssertFailed(before.Startup);
            AssertFailed(before.Ready);

            var table = new StuckTable(rig.Table);
            var health = rig.StartWatched(_ => table);
            await rig.SendAsync(Make.Yield());
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            AssertOk(health.Startup);
            AssertOk(health.Ready);

            var stopping = rig.StopLatestAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.False(stopping.IsCompleted);
            AssertOk(health.Live);
            AssertOk(health.Startup);
            Assert.Equal(["The worker is draining: it takes no more messages."], AssertFailed(health.Ready));
            table.Release();
            await stopping;
            AssertFailed(health.Ready);
        });

    private static Task SendAsync(Rig rig) =>
        rig.SendAsync(
            Enumerable.Range(0, Events).Select(i => Make.Yield($"{rig.Clock.Elapsed.Ticks}-{i}", $"u{i % 20}"))
        );

    private static void AssertOk(HealthVerdict verdict) =>
        Assert.True(verdict.IsOk, string.Join('\n', verdict.Reasons));

    private static IReadOnlyList<string> AssertFailed(HealthVerdict verdict)
    {
        Assert.False(verdict.IsOk);
        Assert.NotEmpty(verdict.Reasons);
        return verdict.Reasons;
    }
}
