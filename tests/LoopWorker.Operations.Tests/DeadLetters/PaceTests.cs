using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class PaceTests
{
    [Theory]
    [InlineData(1, 9)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public void As_many_go_in_a_second_whether_they_come_one_by_one_or_together(int together, int times) =>
        World.Run(async world =>
        {
            var pace = new Pace(4, world.Clock);
            var begun = world.Clock.GetTimestamp();
            for (var time = 0; time < times; time++)
                await pace.WaitAsync(together, CancellationToken.None);

            var seconds = world.Clock.GetElapsedTime(begun).TotalSeconds;
            Assert.Equal((times - 1) * together / 4.0, seconds, tolerance: 0.01);
            Assert.Equal((4, 3), (pace.Together(10), pace.Together(3)));
        });

    [Fact]
    public void Where_none_is_asked_for_nothing_is_waited_for() =>
        World.Run(async world =>
        {
            var (pace, begun) = (new Pace(null, world.Clock), world.Clock.GetTimestamp());
            await pace.WaitAsync(1_000, CancellationToken.None);
            await pace.WaitAsync(1_000, CancellationToken.None);
            Assert.Equal((TimeSpan.Zero, 10), (world.Clock.GetElapsedTime(begun), pace.Together(10)));
        });
}
