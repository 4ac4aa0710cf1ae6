using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

/// <summary>What a worker that is killed has sent and not noted is sent again.</summary>
public sealed class RepeatedNotificationTests(ITestOutputHelper output)
{
    private const int Events = 600;
    private const int Kills = 40;
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void A_kill_in_a_burst_repeats_a_few_notifications_at_most_and_mostly_none()
    {
        var random = new Random(1);
        var repeats = Enumerable.Range(1, Kills).Select(seed => RepeatsOfAKill(seed, random.NextDouble())).ToList();
        repeats.Sort();
        output.WriteLine($"{string.Join(' ', repeats)}, on average {repeats.Average():0.0}");
        Assert.InRange(repeats[Kills / 2], 0, 4);
        Assert.InRange(repeats[^1], 0, NotificationSender.LargestRound);
        Assert.True(repeats[^1] > 0, "No kill has met anything.");
    }

    // Repeats of a worker that is killed at so much of the burst, when another has done what it left.
    private static int RepeatsOfAKill(int seed, double moment)
    {
        var repeated = 0;
        Rig.Run(
            async rig =>
            {
                ITable FarTable(ITable table) => new FarTable(table, () => Task.Delay(OneWay, rig.Clock));
                IQueue FarQueue(IQueue queue) => new FarQueue(queue, () => Task.Delay(OneWay, rig.Clock));
                await rig.SendAsync(Enumerable.Range(0, Events).Select(i => Make.Yield($"y{i}", $"u{i % 200}")));
                rig.StartWorker(wrapTable: FarTable, wrapQueue: FarQueue);
                var dies = Events * moment;
                while ((await rig.Notifications.GetDepthAsync(CancellationToken.None)).Visible < dies)
                    await Task.Delay(TimeSpan.FromMilliseconds(1), rig.Clock);
                // Somewhere between two sends.
                await Task.Delay(TimeSpan.FromMilliseconds(100) * (moment * 1_000 % 1), rig.Clock);
                rig.Kill();
                rig.StartWorker();
                await rig.DrainAsync();
                Assert.Equal(Events, rig.NotificationIds().Distinct().Count());
                repeated = rig.NotificationIds().Count - Events;
            },
            seed
        );
        return repeated;
    }

    // A call takes effect in the middle of its time.
    private sealed class FarTable(ITable table, Func<Task> way) : InterceptedTable(table)
    {
        protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
        {
            await way();
            var answer = await call.MakeAsync(next);
            await way();
            return answer;
        }
    }

    private sealed class FarQueue(IQueue queue, Func<Task> way) : InterceptedQueue(queue)
    {
        protected override async Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
        {
            await way();
            var answer = await call.MakeAsync(next);
            await way();
            return answer;
        }
    }
}
