using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.InHand;

/// <summary>Workers that come and go while a backlog waits.</summary>
public sealed class SharingTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReceiveLatency = TimeSpan.FromMilliseconds(15);

    [Fact]
    public void A_worker_that_joins_takes_its_share_at_once_and_gives_it_back_when_it_stops() =>
        Rig.Run(async rig =>
        {
            const int Backlog = 20_000;
            var (first, second) = (new Finished(), new Finished());
            await rig.SendAsync(Enumerable.Range(0, Backlog).Select(Yield));
            Start(rig, first, TimeSpan.FromMilliseconds(20));
            await Task.Delay(Settling / 3, rig.Clock);

            Start(rig, second, TimeSpan.FromMilliseconds(20));
            await Task.Delay(Settling, rig.Clock);
            var (ofFirst, ofSecond) = (first.Messages, second.Messages);
            await Task.Delay(Settling / 3, rig.Clock);
            (ofFirst, ofSecond) = (first.Messages - ofFirst, second.Messages - ofSecond);
            output.WriteLine($"Together {ofFirst} and {ofSecond}");
            Assert.InRange((double)ofSecond / (ofFirst + ofSecond), 0.45, 0.55);

            Assert.InRange((await rig.StopLatestAsync()).Took, TimeSpan.Zero, Settling);
            var (before, left) = (first.Messages, Backlog - first.Messages - second.Messages);
            await Task.Delay(Settling / 3, rig.Clock);
            output.WriteLine($"Alone {first.Messages - before} of {left}");
            Assert.InRange(first.Messages - before, 0.9 * ofFirst, left);
            var begun = rig.Clock.Elapsed;
            await rig.DrainAsync();
            // What the second gave back did not wait for its visibility timeout.
            Assert.InRange(rig.Clock.Elapsed - begun, TimeSpan.Zero, Rig.VisibilityTimeout / 2);
            Assert.Equal(Backlog, rig.Settled.Count(settled => settled.Outcome == Outcomes.Applied));
        });

    [Fact]
    public void A_slow_worker_does_not_hold_what_another_could_do_meanwhile() =>
        Rig.Run(async rig =>
        {
            const int Backlog = 1_500;
            var (first, second) = (new Finished(), new Finished());
            await rig.SendAsync(Enumerable.Range(0, Backlog).Select(Yield));
            Start(rig, first, TimeSpan.FromSeconds(2));
            await Task.Delay(Settling, rig.Clock);
            var left = Backlog - first.Messages;

            Start(rig, second, TimeSpan.FromSeconds(2));
            await rig.DrainAsync();
            output.WriteLine($"{second.Messages} of {left}");
            // It begins with small transactions, while those of the first have grown.
            Assert.InRange(second.Messages, left / 4, left);
        });

    private static LoopEvent Yield(int number) => Make.Yield($"y{number}", $"u{number % 5_000}");

    private static void Start(Rig rig, Finished finished, TimeSpan commit) =>
        rig.StartWorker(
            wrapTable: table => table.Before<TableCall.Transact>(_ => Task.Delay(commit, rig.Clock)),
            wrapQueue: queue =>
                queue
                    .Before<QueueCall.Receive>(_ => Task.Delay(ReceiveLatency, rig.Clock))
                    .Before<QueueCall.Delete>(finished.Count)
        );

    private sealed class Finished
    {
        public int Messages { get; private set; }

        public Task Count(QueueCall.Delete call)
        {
            Messages += call.ReceiptHandles.Count;
            return Task.CompletedTask;
        }
    }
}
