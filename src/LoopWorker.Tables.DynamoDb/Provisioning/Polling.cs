namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>Asks again and again until something is so.</summary>
internal sealed class Polling(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <param name="failure">What to say if it does not become so in time.</param>
    /// <param name="isSo">Asks.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException"><see cref="TableErrors.TimedOut"/> if it does not become so in time.</exception>
    public async Task UntilAsync(string failure, Func<Task<bool>> isSo, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        for (var wait = FirstWait; !await isSo(); wait = Doubled(wait))
        {
            if (time.GetElapsedTime(start) > timeout)
                throw new TableException(TableErrors.TimedOut, $"{failure} within {timeout}");
            await Task.Delay(wait, time, cancellation);
        }
    }

    private static TimeSpan Doubled(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;
}
