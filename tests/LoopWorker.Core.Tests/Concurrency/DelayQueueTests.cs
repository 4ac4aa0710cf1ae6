using LoopWorker.Core.Concurrency;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Concurrency;

public sealed class DelayQueueTests : IDisposable
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly DelayQueue<string> _queue;

    public DelayQueueTests() => _queue = new DelayQueue<string>(_clock);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Items_are_taken_when_they_are_due()
    {
        Assert.True(_queue.Add(("later", Seconds(2)), ("soon", Seconds(1))));
        var taking = _queue.TakeDueAsync();
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(taking.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["soon"], await taking);
    }

    [Fact]
    public async Task Closing_hands_over_what_is_left_and_takes_nothing_more()
    {
        _queue.Add(("later", Seconds(2)), ("soon", Seconds(1)));
        var taking = _queue.TakeDueAsync();
        Assert.Equal(["soon", "later"], _queue.Close());
        Assert.Null(await taking);
        Assert.False(_queue.Add(("too late", Seconds(1))));
        Assert.Empty(_queue.Close());
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
