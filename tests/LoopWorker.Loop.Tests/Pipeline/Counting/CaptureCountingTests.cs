using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Counting;

/// <summary>Captures are counted by merchant and day, each once, before their messages go.</summary>
public sealed class CaptureCountingTests(ITestOutputHelper output)
{
    private static readonly LoopRules Counting = new() { CountPerMerchant = true };
    private static readonly DateOnly Today = DateOnly.FromDateTime(Make.Now.UtcDateTime);

    [Fact]
    public void Captures_are_counted_for_their_merchant_and_the_day_on_which_they_happened() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(rules: Counting);
            await rig.SendAsync(
                Make.Sale("t1"),
                Make.Sale("t2"),
                Make.Sale("t2"),
                Make.Sale("t3", merchant: "m2"),
                Make.Sale("t4", at: Make.Now.AddHours(-12).AddTicks(-1)),
                Make.Sale("t5", card: "unknown"),
                Make.Yield("y1")
            );
            await rig.DrainAsync();
            Assert.Equal(["2026-01-15 2", "2026-01-14 1"], await CountsAsync(rig, "m1"));
            Assert.Equal(["2026-01-15 1"], await CountsAsync(rig, "m2"));
            var day = (await rig.ItemAsync(Keys.Captures("m1", Today)))!;
            Assert.Equal((Make.Now + TimeSpan.FromDays(400)).ToUnixTimeSeconds(), day[Attributes.TimeToLive]?.AsInt64);
            Assert.Null((await rig.ItemAsync(Keys.TransactionMarker("t1")))!["uncounted"]);
        });

    [Fact]
    public void Unless_it_is_wanted_nothing_is_counted() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale());
            await rig.DrainAsync();
            Assert.Empty(await CountsAsync(rig, "m1"));
        });

    [Fact]
    public void Only_the_days_that_are_asked_for_are_read() =>
        Rig.Run(async rig =>
        {
            for (var age = 0; age < 5; age++)
                await rig.Table.UpdateAsync(
                    CaptureCounts.Add(Keys.Captures("m1", Today.AddDays(-age)), age + 1, 0),
                    CancellationToken.None
                );
            await rig.Table.PutAsync(
                new Put(new Item(new ItemKey(Keys.Merchant("m1"), "CAPTURES#of-someone-else"))),
                CancellationToken.None
            );
            var read = await CaptureCounts.ReadAsync(
                rig.Table,
                "m1",
                Today.AddDays(-3),
                Today.AddDays(-1),
                CancellationToken.None
            );
            Assert.Equal([2, 3, 4], read.Select(count => count.Captures));
        });

    // Of half a Cred nobody is told.
    [Theory]
    [InlineData(1_250, true)]
    [InlineData(50, false)]
    public void What_a_worker_that_dies_has_not_counted_is_counted_after_redelivery_even_by_one_that_does_not_count(
        long cents,
        bool isTold
    ) =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(
                rules: Counting,
                wrapTable: table =>
                    table.Before<TableCall.Transact>(call =>
                        IsCount(call) ? new TaskCompletionSource().Task : Task.CompletedTask
                    )
            );
            await rig.SendAsync(Make.Sale("t1", cents: cents), Make.Sale("t2", cents: cents));
            await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
            Assert.Equal(true, (await rig.ItemAsync(Keys.TransactionMarker("t1")))!["uncounted"]?.AsBoolean);
            Assert.Empty(rig.NotificationIds());
            rig.Kill();
            rig.StartWorker();
            await rig.DrainAsync();
            Assert.Equal(["2026-01-15 2"], await CountsAsync(rig, "m1"));
            Assert.Equal(
                isTold ? ["capture:t1", "capture:t2"] : Array.Empty<string>(),
                rig.NotificationIds().Order(StringComparer.Ordinal)
            );
        });

    [Fact]
    public void What_another_has_counted_meanwhile_is_done_at_once() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(
                rules: Counting,
                wrapTable: table =>
                    table.On(
                        async (TableCall.Transact call, ITable next) =>
                        {
                            if (IsCount(call))
                                await next.TransactAsync(call.Writes, "another's", CancellationToken.None);
                            return await call.MakeAsync(next);
                        }
                    )
            );
            await rig.SendAsync(Make.Sale());
            await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
            Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
            Assert.Equal(["2026-01-15 1"], await CountsAsync(rig, "m1"));
        });

    [Fact]
    public void Repeats_that_are_taken_over_together_are_counted_once_and_in_one_go() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var answer = new TaskCompletionSource();
            rig.StartWorker(
                // Repeats are soon forgotten, so that each is taken for another worker's.
                new PipelineOptions { RememberedEvents = 1 },
                rules: Counting,
                wrapTable: table =>
                    table.Before<TableCall.Transact>(call => IsCount(call) ? answer.Task : Task.CompletedTask)
            );
            foreach (var other in new[] { "y1", "y2", "y3" })
            {
                await rig.SendAsync(Make.Sale("t1"));
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
                await rig.SendAsync(Make.Crossing(Transition.Exit, other, "u2"));
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            }
            await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock);
            answer.SetResult();
            await rig.DrainAsync();
            Assert.Equal(["2026-01-15 1"], await CountsAsync(rig, "m1"));
            Assert.DoesNotContain(rig.Settled, entry => entry.Outcome == nameof(Queues.Pump.Settling.Settled.Retried));
        });

    [Fact]
    public void Whatever_fails_is_lost_or_dies_each_capture_is_counted_once() =>
        Property.Holds(
            FsCheck.Fluent.Gen.Choose(0, int.MaxValue),
            seed =>
                Rig.Run(
                    async rig =>
                    {
                        var random = new Random(seed);
                        const int Sales = 40;
                        for (var user = 0; user < 4; user++)
                            await rig.LinkAsync($"fp{user}", $"u{user}");
                        for (var worker = 0; worker < 3; worker++)
                            Start();
                        var sales = Enumerable
                            .Range(0, Sales)
                            .Select(i => Make.Sale($"t{i}", $"fp{i % 4}", merchant: $"m{i % 2}"))
                            .ToList();
                        await rig.SendAsync([.. sales, .. sales.Where(_ => random.Next(3) == 0)]);
                        for (var kill = 0; kill < 3; kill++)
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), rig.Clock);
                            rig.KillOldest();
                            Start();
                        }
                        await rig.DrainAsync();
                        Assert.Equal([$"2026-01-15 {Sales / 2}"], await CountsAsync(rig, "m0"));
                        Assert.Equal([$"2026-01-15 {Sales / 2}"], await CountsAsync(rig, "m1"));

                        void Start() =>
                            rig.StartWorker(
                                rules: Counting,
                                wrapTable: table => new TroubledTable(table, random, rig.Clock, trouble: 0.05)
                            );
                    },
                    seed
                )
        );

    [Fact]
    public void A_day_whose_count_is_no_number_holds_up_its_own_captures_alone() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.Table.PutAsync(
                new Put(Item.Of(Keys.Captures("bad", Today), (Attributes.Count, "many"))),
                CancellationToken.None
            );
            rig.StartWorker(rules: Counting);
            await rig.SendAsync(Make.Sale("t1", merchant: "bad"), Make.Sale("t2"), Make.Sale("t3"));
            await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
            Assert.Equal(["2026-01-15 2"], await CountsAsync(rig, "m1"));
            await rig.DrainAsync();
            Assert.Equal(["2026-01-15 2"], await CountsAsync(rig, "m1"));
            var note = Assert.Single(rig.FailureNotes());
            output.WriteLine(note.Detail);
            Assert.Contains("could not be counted", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void Others_in_the_way_are_waited_for() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var conflicts = 0;
            rig.StartWorker(
                rules: Counting,
                wrapTable: table =>
                    table.On(
                        (TableCall.Transact call, ITable next) =>
                            IsCount(call) && conflicts++ < 30
                                ? Task.FromResult(
                                    new TransactionResult(
                                        [
                                            .. call.Writes.Select(write => new CancellationReason(
                                                write is Update { Key.Sort: "PROCESSED" }
                                                    ? CancellationCode.None
                                                    : CancellationCode.Conflict
                                            )),
                                        ],
                                        default
                                    )
                                )
                                : call.MakeAsync(next)
                    )
            );
            await rig.SendAsync(Make.Sale());
            await rig.DrainAsync();
            Assert.Equal(["2026-01-15 1"], await CountsAsync(rig, "m1"));
            Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void What_concerns_one_user_is_told_in_order_though_only_captures_are_counted() =>
        Rig.Run(
            async rig =>
            {
                await rig.LinkAsync("fp1", "u1");
                rig.StartWorker(rules: Counting);
                var ids = Enumerable.Range(0, 40).ToList();
                await rig.SendToGroupAsync(
                    "u1",
                    ids.Select(LoopEvent (i) => i % 2 == 0 ? Make.Sale($"e{i}") : Make.Yield($"e{i}"))
                );
                await rig.DrainAsync();
                Assert.Equal(ids.Select(i => i % 2 == 0 ? $"capture:e{i}" : $"yield:e{i}"), rig.NotificationIds());
            },
            fifo: true
        );

    [Fact]
    public void It_costs_a_call_for_up_to_50_captures_and_two_write_units_for_each_and_for_each_day() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var units = new List<(int Captures, double Units)>();
            rig.StartWorker(
                rules: Counting,
                wrapTable: table =>
                    table.On(
                        async (TableCall.Transact call, ITable next) =>
                        {
                            var result = await call.MakeAsync(next);
                            if (IsCount(call))
                                units.Add((call.Writes.Count(IsMarker), result.Capacity.WriteUnits));
                            return result;
                        }
                    )
            );
            await rig.SendAsync(Enumerable.Range(0, 10).Select(i => Make.Sale($"t{i}", merchant: $"m{i % 2}")));
            await rig.DrainAsync();
            Assert.Equal(10, units.Sum(count => count.Captures));
            Assert.All(units, count => Assert.InRange(count.Units, 2 * count.Captures + 2, 2 * count.Captures + 4));
        });

    private static bool IsCount(TableCall.Transact call) => call.Writes.Any(IsMarker);

    private static bool IsMarker(Write write) => write is Update { Key.Sort: "PROCESSED" };

    private static async Task<IEnumerable<string>> CountsAsync(Rig rig, string merchant)
    {
        var counts = await CaptureCounts.ReadAsync(
            rig.Table,
            merchant,
            Today.AddDays(-30),
            Today,
            CancellationToken.None
        );
        return counts.Select(count => $"{count.Day:yyyy-MM-dd} {count.Captures}");
    }
}
