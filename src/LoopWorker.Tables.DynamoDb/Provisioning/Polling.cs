using LoopWorker.Core;

namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>Asks again and again until something is so, with full jitter.</summary>
/// <param name="timeout">How long it may take.</param>
/// <param name="chance">Evenly spread from 0 up to 1.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class Polling(TimeSpan timeout, Func<double> chance, TimeProvider time)
{
    private static readonly Backoff BetweenLooks = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <param name="failure">What to say if it does not become so in time.</param>
    /// <param name="isSo">Asks.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException"><see cref="TableErrors.TimedOut"/> if it does not become so in time.</exception>
    public async Task UntilAsync(string failure, Func<Task<bool>> isSo, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        for (var look = 1; !await isSo(); look++)
        {
            if (time.GetElapsedTime(start) > timeout)
                throw new TableException(TableErrors.TimedOut, $"{failure} within {timeout}");
            await Task.Delay(BetweenLooks.After(look, chance()), time, cancellation);
        }
    }
}
