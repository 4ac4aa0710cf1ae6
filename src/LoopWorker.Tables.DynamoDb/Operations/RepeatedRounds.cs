using LoopWorker.Core;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// The rounds in which a batch is sent until nothing of it is left unprocessed, with full jitter between them: DynamoDB
/// leaves entries unprocessed when a partition is over its throughput, and asks for backing off.
/// </summary>
/// <remarks>Source: DynamoDB API reference, <c>BatchWriteItem</c>.</remarks>
/// <param name="rounds">How many there are at most.</param>
/// <param name="chance">Evenly spread from 0 up to 1.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class RepeatedRounds(int rounds, Func<double> chance, TimeProvider time)
{
    private static readonly Backoff BetweenRounds = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    /// <summary>Sends until nothing is left.</summary>
    /// <param name="send">Sends what is left and returns how many entries are left then.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException"><see cref="TableErrors.Throttled"/> if something is left after the last round.</exception>
    public async Task RunAsync(Func<Task<int>> send, CancellationToken cancellation)
    {
        if (await TryRunAsync(send, rounds, cancellation) is > 0 and var left)
            throw StillUnprocessed(left, rounds);
    }

    /// <summary>Sends until nothing is left, or so many times.</summary>
    /// <returns>How many entries are left.</returns>
    public async Task<int> TryRunAsync(Func<Task<int>> send, int times, CancellationToken cancellation)
    {
        for (var round = 1; ; round++)
        {
            var left = await send();
            if (left == 0 || round >= Math.Min(times, rounds))
                return left;
            await Task.Delay(BetweenRounds.After(round, chance()), time, cancellation);
        }
    }

    /// <summary>The table or one of its partitions is over its throughput.</summary>
    public static TableException StillUnprocessed(int left, int rounds) =>
        new(
            TableErrors.Throttled,
            $"{left} entries of a batch are still unprocessed after {rounds} rounds: the table or one of its partitions is over its throughput"
        );
}
