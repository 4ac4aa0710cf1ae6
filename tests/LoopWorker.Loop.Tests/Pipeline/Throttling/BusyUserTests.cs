using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

/// <summary>A user whose partition is over its throughput, with more events than may be in hand, beside others.</summary>
public sealed class BusyUserTests(ITestOutputHelper output)
{
    private const int Users = 1_000;
    private const int EventsOfBusyUser = 10_000;
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void For_an_hour_the_others_wait_at_most_twice_as_long_as_without_it()
    {
        var without = AgesOfOthers(TimeSpan.FromHours(1), busy: 0);
        var with = AgesOfOthers(TimeSpan.FromHours(1), EventsOfBusyUser);

        output.WriteLine($"99 of 100 within {without} without, within {with} with it.");
        Assert.InRange(with, TimeSpan.Zero, 2 * without);
    }

    [Fact]
    public void Once_it_is_over_all_of_its_events_take_effect_and_none_is_a_dead_letter() =>
        Rig.Run(async rig =>
        {
            var table = new BusyTable(rig.Table, rig.Clock) { IsBusy = true };
            rig.StartWorker(wrapTable: _ => table);
            await rig.SendAsync(YieldsOf(BusyTable.User, 1_000));
            await Task.Delay(TimeSpan.FromMinutes(20), rig.Clock);
            table.IsBusy = false;
            await rig.DrainAsync();
            Assert.Empty(rig.DeadLetters.Snapshot());
            Assert.Equal(1_000UL, (await rig.ContextAsync(BusyTable.User)).Memory.Applied);
        });

    [Fact]
    public void A_context_that_cannot_be_read_holds_up_its_own_user_alone() =>
        Rig.Run(async rig =>
        {
            var table = new BusyTable(rig.Table, rig.Clock) { IsUnreadable = true };
            var options = new PipelineOptions { TargetTimeInHand = Timeout.InfiniteTimeSpan };
            var gauges = new GaugeObserver();
            rig.StartWorker(options, wrapTable: _ => table, observers: gauges);
            await rig.SendAsync([
                .. YieldsOf(BusyTable.User, 5),
                .. Enumerable.Range(0, 20).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")),
            ]);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Equal(Enumerable.Repeat(Outcomes.Applied, 20), rig.Settled.Select(entry => entry.Outcome));

            await Task.Delay(TimeSpan.FromMinutes(9), rig.Clock);
            Assert.Equal(options.MaxInFlight, gauges.Gauges!.Credits);
            table.IsUnreadable = false;
            await rig.DrainAsync();
            // Kept in hand all the time: no receive was used up.
            Assert.Equal(Enumerable.Repeat(Outcomes.Applied, 25), rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void Stopping_gives_back_what_waits_for_its_context() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapTable: table => new BusyTable(table, rig.Clock) { IsUnreadable = true });
            await rig.SendAsync(YieldsOf(BusyTable.User, 5));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            var report = await rig.StopLatestAsync();
            Assert.Equal(5, report.GivenBack);
            Assert.True(report.Took < TimeSpan.FromSeconds(1), $"It took {report.Took}.");
        });

    [Fact]
    public void What_is_on_its_last_receive_stays_in_hand() =>
        Rig.Run(async rig =>
        {
            var table = new BusyTable(rig.Table, rig.Clock) { IsBusy = true };
            await rig.SendAsync(YieldsOf(BusyTable.User, 100));
            for (var receive = 1; receive < Rig.MaxReceiveCount; receive++)
            {
                var request = new ReceiveRequest { VisibilityTimeout = TimeSpan.FromSeconds(1) };
                while ((await rig.Events.ReceiveAsync(request, CancellationToken.None)).Count > 0) { }
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            }
            rig.StartWorker(new PipelineOptions { MaxInFlight = 200 }, wrapTable: _ => table);
            await Task.Delay(TimeSpan.FromMinutes(5), rig.Clock);
            Assert.Empty(rig.Settled);
            table.IsBusy = false;
            await rig.DrainAsync();
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    // How long 99 of 100 events of the others take, from being sent until they are settled.
    private static TimeSpan AgesOfOthers(TimeSpan span, int busy)
    {
        var ages = new List<TimeSpan>();
        Rig.Run(
            async rig =>
            {
                rig.StartWorker(
                    wrapTable: table => new BusyTable(table, rig.Clock) { IsBusy = true },
                    observers: new AgeObserver(rig.Clock, ages)
                );
                await rig.SendAsync(YieldsOf(BusyTable.User, busy));
                for (var i = 0; rig.Clock.Elapsed < span; i++)
                {
                    await rig.SendAsync(Make.Yield($"other{i}", $"u{i % Users}", amount: 1));
                    await Task.Delay(BetweenEvents, rig.Clock);
                }
                Assert.Empty(rig.DeadLetters.Snapshot());
                rig.Kill();
            },
            wallClock: WallClock.Running
        );
        ages.Sort();
        return ages[ages.Count * 99 / 100];
    }

    private static IEnumerable<LoopEvent> YieldsOf(string user, int count) =>
        Enumerable.Range(0, count).Select(i => (LoopEvent)Make.Yield($"busy{i}", user, amount: 1));

    private sealed class GaugeObserver : IPipelineObserver
    {
        public PipelineGauges? Gauges { get; private set; }

        public void OnStarted(PipelineGauges gauges) => Gauges = gauges;
    }

    private sealed class AgeObserver(VirtualClock clock, List<TimeSpan> ages) : IPipelineObserver
    {
        public void OnSettled(Settlement settlement, Settled how)
        {
            if (how == Settled.Completed)
                ages.Add(clock.GetUtcNow() - settlement.Delivery.Original.SentAt);
        }
    }

    /// <summary>Answers after some time, and while it is busy throttles the writes of one user.</summary>
    private sealed class BusyTable(ITable table, VirtualClock clock) : InterceptedTable(table)
    {
        public const string User = "u-busy";

        public bool IsBusy { get; set; }

        /// <summary>Whether the user's context is left unprocessed.</summary>
        public bool IsUnreadable { get; set; }

        protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
            if (IsUnreadable && call is TableCall.GetMany { Keys: var keys } get && keys.Contains(Keys.Context(User)))
                return (T)(object)await WithoutAsync(get, next);
            return
                IsBusy
                && call is TableCall.Transact { Writes: var writes }
                && writes.Any(write => write.Key.Partition == Keys.User(User))
                ? (T)(object)WatchedTable.Cancelled(writes, CancellationCode.Throttled, User)
                : await call.MakeAsync(next);
        }

        private static async Task<BatchGetResult> WithoutAsync(TableCall.GetMany call, ITable next)
        {
            var left = Keys.Context(User);
            if (call.Keys.Count == 1)
                throw new TableException(TableErrors.Throttled, "By the test.");
            var result = await (call with { Keys = [.. call.Keys.Where(key => key != left)] }).MakeAsync(next);
            return result with { Unprocessed = [left] };
        }
    }
}
