using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

/// <summary>Replicas that could each use up one table alone, and know nothing of each other but its refusals.</summary>
public sealed class SharedTableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 160)]
    [InlineData(4, 160)]
    [InlineData(16, 160)]
    [InlineData(2, 40)]
    [InlineData(4, 1_000)]
    public void Replicas_use_the_whole_table_in_equal_shares_with_few_refusals(int replicas, int capacity) =>
        Run(
            capacity,
            async table =>
            {
                StartAll(table, replicas);
                await table.MeasureAsync(60);
                AssertShared(await MeasureAsync(table));
            }
        );

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void Limits_that_begin_apart_come_together(int replicas) =>
        Run(
            160,
            async table =>
            {
                for (var i = 0; i < replicas; i++)
                    table.Start(refusals: i % 2 == 0 ? 0 : 30);
                await table.MeasureAsync(60);
                AssertShared(await MeasureAsync(table));
            }
        );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(12, 4)]
    public void Replicas_that_join_late_get_their_share_and_disturb_little(int first, int late) =>
        Run(
            160,
            async table =>
            {
                StartAll(table, first);
                await table.MeasureAsync(60);
                StartAll(table, late);
                var joining = await table.MeasureAsync(5);
                output.WriteLine($"joining: {joining}");
                Assert.InRange(joining.Used, 0.8, double.MaxValue);
                await table.MeasureAsync(30);
                AssertShared(await MeasureAsync(table));
            }
        );

    [Fact]
    public void What_replicas_leave_that_stop_the_others_take() =>
        Run(
            160,
            async table =>
            {
                StartAll(table, 8);
                await table.MeasureAsync(60);
                for (var i = 0; i < 6; i++)
                    table.StopFirst();
                await table.MeasureAsync(10);
                AssertShared(await MeasureAsync(table));
            }
        );

    [Fact]
    public void Capacity_saved_up_while_there_was_little_to_do_makes_no_swings_when_it_is_gone() =>
        Run(
            160,
            async table =>
            {
                StartAll(table, 4);
                await table.MeasureAsync(120);
                AssertShared(await MeasureAsync(table));
            },
            burst: 60
        );

    // More replicas than the table takes calls in a second: each waits as long as it may.
    [Fact]
    public void A_table_that_is_far_too_small_is_still_used_in_equal_shares() =>
        Run(
            16,
            async table =>
            {
                StartAll(table, 32);
                await table.MeasureAsync(60);
                var shares = await MeasureAsync(table);
                Assert.InRange(shares.Used, 0.8, 1.05);
                Assert.InRange(shares.Fairness, 0.9, 1);
                Assert.InRange(shares.Asked.Max(), 0, 3);
            }
        );

    private async Task<Shares> MeasureAsync(SharedTable table)
    {
        var shares = await table.MeasureAsync(60);
        output.WriteLine(shares.ToString());
        return shares;
    }

    private static void AssertShared(Shares shares)
    {
        Assert.InRange(shares.Used, 0.9, 1.05);
        Assert.InRange(shares.RefusedShare, 0, 0.1);
        Assert.InRange(shares.Fairness, 0.9, 1);
        Assert.All(shares.Asked, asked => Assert.InRange(asked, 0.5, 1.5));
    }

    private static void StartAll(SharedTable table, int replicas)
    {
        for (var i = 0; i < replicas; i++)
            table.Start();
    }

    private static void Run(int capacity, Func<SharedTable, Task> test, double burst = 1)
    {
        for (var seed = 1; seed <= 3; seed++)
            VirtualTimeScheduler.Run(
                DateTimeOffset.UnixEpoch,
                clock => test(new SharedTable(capacity, burst, seed, clock))
            );
    }
}
