using LoopWorker.Core;
using LoopWorker.Queues.Sqs.Calls;
using LoopWorker.Queues.Sqs.Client;
using LoopWorker.Queues.Sqs.Messages;
using LoopWorker.Queues.Sqs.Queues;

namespace LoopWorker.Queues.Sqs;

/// <summary>
/// The queues of SQS in one account and region. Dispose of it asynchronously to wait for receives that were cancelled, so that
/// what they still bring goes back at once; that takes <see cref="SqsOptions.CancelledReceiveGrace"/> at most, and one call.
/// </summary>
public sealed class SqsQueueService : IQueueService, IAsyncDisposable, IDisposable
{
    private readonly SqsClient _client;
    private readonly SqsCalls _calls;
    private readonly QueueAddresses _addresses;
    private readonly CancelledReceives _cancelledReceives;
    private readonly Randomness _randomness;

    /// <param name="options">How SQS is reached.</param>
    /// <param name="randomness">Makes ids.</param>
    /// <param name="time">Times the calls.</param>
    /// <exception cref="QueueException">
    /// With <see cref="QueueErrors.ConfigurationInvalid"/> if no one names a region.
    /// </exception>
    public SqsQueueService(SqsOptions options, Randomness randomness, TimeProvider time)
    {
        _client = SqsClient.Create(options);
        _calls = new SqsCalls(_client, _client.Credentials, options.CallTimeout, time);
        _addresses = new QueueAddresses(_calls);
        _cancelledReceives = new CancelledReceives(options.CancelledReceiveGrace);
        _randomness = randomness;
    }

    /// <summary>Where calls go: the host, and the port if it is not the usual one.</summary>
    public string Host => _calls.Host;

    /// <summary>
    /// Whether bodies are compared with SQS's checksums, which are MD5: not on a host whose cryptography refuses that (FIPS).
    /// </summary>
    public static bool ComparesChecksums => BodyChecksum.IsAvailable;

    public async Task<IQueue> OpenAsync(string name, CancellationToken cancellation)
    {
        await _addresses.GetUrlAsync(name, cancellation);
        return Queue(name);
    }

    public async Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation)
    {
        await new QueueCreation(_calls, _addresses).CreateAsync(definition, cancellation);
        return Queue(definition.Name);
    }

    public Task ChangeAsync(QueueChange change, CancellationToken cancellation) =>
        new QueueChanges(_calls, _addresses).MakeAsync(change, cancellation);

    /// <remarks>A move that SQS gave up is reported as <see cref="QueueErrors.MoveFailed"/>.</remarks>
    /// <inheritdoc/>
    public Task<MoveTask> StartMoveAsync(
        string deadLetterQueue,
        string? destination,
        int? perSecond,
        CancellationToken cancellation
    ) => new MessageMoves(_calls, _addresses).StartAsync(deadLetterQueue, destination, perSecond, cancellation);

    /// <inheritdoc cref="StartMoveAsync"/>
    public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        new MessageMoves(_calls, _addresses).GetAsync(deadLetterQueue, cancellation);

    public Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        new MessageMoves(_calls, _addresses).CancelAsync(deadLetterQueue, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _cancelledReceives.WaitAsync();
        Dispose();
    }

    /// <summary>Ends all that is under way.</summary>
    public void Dispose() => _client.Dispose();

    private SqsQueue Queue(string name) => new(name, _calls, _addresses, _cancelledReceives, _randomness);
}
