using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

public sealed class CallGateTests
{
    private const int Most = 8;
    private const int MaxInFlight = 800;

    [Fact]
    public void As_many_transactions_are_under_way_as_the_limit_says() =>
        Run(
            async (gate, _, clock) =>
            {
                // Eight times three quarters to the fourth.
                for (var i = 0; i < 4; i++)
                    await RefuseAsync(gate, clock);
                await Task.Delay(TimeSpan.FromSeconds(10), clock);
                List<Task<TimeSpan>> entering = [.. Enumerable.Range(0, 5).Select(_ => gate.EnterAsync().AsTask())];
                Assert.Equal(2, entering.Count(task => task.IsCompleted));
                gate.Leave(await entering[0], refused: false);
                await Task.Delay(TimeSpan.FromMilliseconds(1), clock);
                Assert.Equal(3, entering.Count(task => task.IsCompleted));
            }
        );

    [Theory]
    [InlineData(true, MaxInFlight * 3 / 4)]
    [InlineData(false, MaxInFlight)]
    public void A_refusal_lowers_the_limit_unless_it_concerns_one_user_alone(bool concernsAll, int limit) =>
        Run(
            async (gate, credits, clock) =>
            {
                var retries = new TableRetries(gate, new HoldLimit(TimeSpan.Zero, clock), clock);
                await Assert.ThrowsAsync<TableException>(() =>
                    retries.OnceAsync<int>(
                        () => throw new TableException(TableErrors.Throttled, "By the test."),
                        concernsAll
                    )
                );
                Assert.Equal(limit, credits.Limit);
            }
        );

    [Fact]
    public void Credits_follow_down_and_up_again() =>
        Run(
            async (gate, credits, clock) =>
            {
                await RefuseAsync(gate, clock);
                Assert.Equal(MaxInFlight * 3 / 4, credits.Limit);
                for (var i = 0; i < 10; i++)
                    await RefuseAsync(gate, clock);
                Assert.Equal(MaxInFlight / Most, credits.Limit);
                for (var end = clock.Elapsed + TimeSpan.FromMinutes(1); clock.Elapsed < end; )
                    await CallAsync(gate, clock, refused: false);
                Assert.Equal(MaxInFlight, credits.Limit);
            }
        );

    [Fact]
    public void A_read_that_is_refused_counts_too() =>
        Run(
            (gate, credits, clock) =>
            {
                gate.Refused(clock.Elapsed);
                Assert.Equal(MaxInFlight * 3 / 4, credits.Limit);
                return Task.CompletedTask;
            }
        );

    [Fact]
    public void While_everything_is_refused_calls_become_rare() =>
        Run(
            async (gate, _, clock) =>
            {
                var calls = 0;
                for (var end = clock.Elapsed + TimeSpan.FromMinutes(10); clock.Elapsed < end; calls++)
                    await RefuseAsync(gate, clock);
                // Two and a half seconds apart on average.
                Assert.InRange(calls, 180, 320);
            }
        );

    [Fact]
    public void After_an_answer_the_pauses_begin_anew() =>
        Run(
            async (gate, _, clock) =>
            {
                for (var i = 0; i < 20; i++)
                    await RefuseAsync(gate, clock);
                await CallAsync(gate, clock, refused: false);
                await RefuseAsync(gate, clock);
                var before = clock.Elapsed;
                await gate.WaitOutAsync();
                Assert.InRange(clock.Elapsed - before, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
            }
        );

    [Fact]
    public void Calls_refused_together_make_one_pause() =>
        Run(
            async (gate, _, clock) =>
            {
                var entered = new List<TimeSpan>();
                for (var i = 0; i < Most; i++)
                    entered.Add(await gate.EnterAsync());
                await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
                foreach (var begun in entered)
                    gate.Leave(begun, refused: true);
                var before = clock.Elapsed;
                await gate.WaitOutAsync();
                Assert.InRange(clock.Elapsed - before, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
            }
        );

    [Fact]
    public void Single_calls_have_pauses_between_them_that_reads_do_not_wait_for() =>
        Run(
            async (gate, _, clock) =>
            {
                await CallAsync(gate, clock, refused: false);
                for (var i = 0; i < 40; i++)
                    await RefuseAsync(gate, clock);
                await CallAsync(gate, clock, refused: false);
                var left = clock.Elapsed;
                await gate.WaitOutAsync();
                Assert.Equal(left, clock.Elapsed);
                await gate.EnterAsync();
                Assert.InRange((clock.Elapsed - left).TotalSeconds, 0.4, 1.5);
            }
        );

    private static void Run(Func<CallGate, Credits, VirtualClock, Task> test) =>
        VirtualTimeScheduler.Run(
            DateTimeOffset.UnixEpoch,
            async clock =>
            {
                var credits = new Credits(MaxInFlight, TimeSpan.Zero, clock);
                await test(
                    new CallGate(new AdaptiveLimit(Most), credits.AddLimit(), _ => { }, Randomness.Seeded(1), clock),
                    credits,
                    clock
                );
            }
        );

    private static Task RefuseAsync(CallGate gate, VirtualClock clock) => CallAsync(gate, clock, refused: true);

    private static async Task CallAsync(CallGate gate, VirtualClock clock, bool refused)
    {
        var entered = await gate.EnterAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        gate.Leave(entered, refused);
    }
}
