using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

/// <summary>An hour of virtual time in which DynamoDB throttles half of all calls, with more work than can be done.</summary>
public sealed class ThrottledHourTests(ITestOutputHelper output)
{
    private static readonly PipelineOptions Options = new() { MaxInFlight = 40, CommitConcurrency = 4 };

    [Fact]
    public void Nothing_is_lost_calls_are_bounded_and_the_rate_comes_back_within_a_minute() =>
        Rig.Run(async rig =>
        {
            var table = new HalfThrottled(rig.Table, rig.Clock);
            var feeding = new Feeder(rig);
            rig.StartWorker(Options, wrapTable: _ => table);
            await feeding.PassAsync(TimeSpan.FromMinutes(1));
            var (events, calls) = await feeding.MeasureAsync(TimeSpan.FromMinutes(2), table);

            table.Throttles = true;
            var (throttledEvents, throttledCalls) = await feeding.MeasureAsync(TimeSpan.FromHours(1), table);
            table.Throttles = false;

            await feeding.PassAsync(TimeSpan.FromMinutes(1));
            var (later, _) = await feeding.MeasureAsync(TimeSpan.FromMinutes(2), table);
            await rig.DrainAsync();
            output.WriteLine(
                $"A second: {events:F1} events and {calls:F1} calls before, {throttledEvents:F1} and {throttledCalls:F1} throttled, {later:F1} events after."
            );

            Assert.InRange(later, 0.9 * events, double.MaxValue);
            Assert.InRange(throttledCalls, 0, calls);
            Assert.Empty(rig.DeadLetters.Snapshot());
            Assert.Equal(
                feeding.Sent,
                rig.Settled.Count(entry => entry.Outcome is Outcomes.Applied or Outcomes.Duplicate)
            );
            Assert.Equal((ulong)feeding.Sent, await feeding.AppliedAsync());
        });

    /// <summary>Keeps the queue full.</summary>
    private sealed class Feeder(Rig rig)
    {
        private const int Users = 20;

        public int Sent { get; private set; }

        public async Task PassAsync(TimeSpan span)
        {
            for (var end = rig.Clock.Elapsed + span; rig.Clock.Elapsed < end; )
            {
                var depth = await rig.Events.GetDepthAsync(CancellationToken.None);
                for (var i = depth.Visible; i < 200; i += 10)
                    await rig.SendAsync(
                        Enumerable.Range(0, 10).Select(_ => Make.Yield($"y{++Sent}", $"u{Sent % Users}", amount: 1))
                    );
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            }
        }

        // Events and calls a second.
        public async Task<(double Events, double Calls)> MeasureAsync(TimeSpan span, HalfThrottled table)
        {
            var (settled, calls) = (rig.Settled.Count, table.Calls);
            await PassAsync(span);
            return ((rig.Settled.Count - settled) / span.TotalSeconds, (table.Calls - calls) / span.TotalSeconds);
        }

        public async Task<ulong> AppliedAsync()
        {
            var applied = 0UL;
            for (var user = 0; user < Users; user++)
                applied += (await rig.ContextAsync($"u{user}")).Memory.Applied;
            return applied;
        }
    }

    private sealed class HalfThrottled(ITable table, TimeProvider time) : InterceptedTable(table)
    {
        private readonly Random _random = new(7);

        public bool Throttles { get; set; }

        public int Calls { get; private set; }

        protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
        {
            Calls++;
            await Task.Delay(TimeSpan.FromMilliseconds(400 + _random.Next(400)), time);
            if (Throttles && _random.Next(2) == 0)
                throw new TableException(TableErrors.Throttled, "By the test.");
            return await call.MakeAsync(next);
        }
    }
}
