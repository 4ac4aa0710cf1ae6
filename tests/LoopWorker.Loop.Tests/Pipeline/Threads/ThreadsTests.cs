namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>
/// The pipeline on the thread pool, as it runs in production: what threads do to each other between two awaits shows in no
/// virtual time. Time is fast, so that visibility timeouts, retries and pauses come into it.
/// </summary>
public sealed class ThreadsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(20_000, 0)]
    [InlineData(2_000, 0.03)]
    public Task Each_event_takes_effect_once_from_a_standard_queue(int events, double trouble) =>
        RunAsync(fifo: false, events, trouble);

    [Theory]
    [InlineData(8_000, 0)]
    [InlineData(2_000, 0.03)]
    public Task Each_event_takes_effect_once_and_in_its_groups_order_from_a_FIFO_queue(int events, double trouble) =>
        RunAsync(fifo: true, events, trouble);

    private async Task RunAsync(bool fifo, int events, double trouble)
    {
        var run = new ThreadsRun(fifo, events, trouble);
        await run.PlayAsync();
        await run.CheckAsync();
        output.WriteLine(run.Summary);
    }
}
