using FsCheck;
using FsCheck.Fluent;

namespace LoopWorker.Core.Tests;

public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 2)]
    [InlineData(3, 0.25, 2)]
    [InlineData(6, 0.5, 30)]
    [InlineData(1000, 0.5, 30)]
    public void The_bound_doubles_up_to_the_cap(int attempt, double fraction, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(attempt, fraction));

    [Fact]
    public void A_wait_is_never_negative_nor_beyond_the_cap_and_in_seconds_at_least_one() =>
        Prop.ForAll<int, double>(
                (attempt, any) =>
                {
                    var fraction = double.IsFinite(any) ? Math.Abs(any) % 1 : 0;
                    var wait = Backoff.After(attempt, fraction);
                    var seconds = Backoff.SecondsAfter(attempt, fraction);
                    return wait >= TimeSpan.Zero
                        && wait <= Backoff.Cap
                        && seconds >= TimeSpan.FromSeconds(1)
                        && seconds <= Backoff.Cap
                        && seconds.Ticks % TimeSpan.TicksPerSecond == 0;
                }
            )
            .QuickCheckThrowOnFailure();
}
