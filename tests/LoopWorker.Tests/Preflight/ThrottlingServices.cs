using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Preflight;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb.Provisioning;
using LoopWorker.Testing;
using LoopWorker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Tests.Preflight;

/// <summary>Queues and a table as settings ask for them, in an account that takes so many calls a second from all who start.</summary>
internal sealed class ThrottlingServices(LoopWorkerSettings settings)
{
    private readonly Blueprint _blueprint = Blueprint.Of(settings);
    private double _tokens;

    /// <summary>Every call, by its operation.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many were not throttled.</summary>
    public int Answered { get; private set; }

    public LogLines Log { get; } = new();

    public bool IsTableMissing { get; init; }

    /// <summary>Starts so many replicas at once, and waits for all of them.</summary>
    public async Task StartAsync(int replicas, double callsPerSecond, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var filled = TimeSpan.Zero;
        _tokens = callsPerSecond;
        await Task.WhenAll(Enumerable.Range(0, replicas).Select(StartOneAsync));

        async Task StartOneAsync(int replica)
        {
            var parts = new EngineParts(null!, [], null!);
            await new PreflightedEngine(
                new OpenEngine(parts),
                new PreflightCheck(
                    settings,
                    new Account(this, TakeAsync),
                    new Account(this, TakeAsync),
                    permissions: null,
                    advises: false
                ),
                Randomness.Seeded(replica),
                time,
                Log
            ).OpenAsync(CancellationToken.None);
        }

        async Task<bool> TakeAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
            var now = time.GetElapsedTime(began);
            _tokens = Math.Min(callsPerSecond, _tokens + (now - filled).TotalSeconds * callsPerSecond);
            filled = now;
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }

    private async Task<bool> CallAsync(string operation, Func<Task<bool>> take)
    {
        Calls.Add(operation);
        if (!await take())
            return false;
        Answered++;
        return true;
    }

    private sealed class OpenEngine(EngineParts parts) : IEngine
    {
        public Task<EngineParts> OpenAsync(CancellationToken cancellation) => Task.FromResult(parts);
    }

    /// <summary>What one replica sees. Like the real one it remembers the addresses of queues.</summary>
    private sealed class Account(ThrottlingServices services, Func<Task<bool>> take) : IQueueService, ITableDescriber
    {
        private readonly HashSet<string> _known = [];

        public string Region => "eu-central-1";

        public async Task<IQueue> OpenAsync(string name, CancellationToken cancellation)
        {
            if (_known.Contains(name))
                return await DescribedAsync(name);
            await CallQueueAsync("GetQueueUrl");
            _known.Add(name);
            return await DescribedAsync(name);
        }

        public async Task<TableDescription?> DescribeAsync(
            string name,
            bool withRecovery,
            CancellationToken cancellation
        )
        {
            await CallTableAsync("DescribeTable");
            if (services.IsTableMissing)
                return null;
            await CallTableAsync("DescribeTimeToLive");
            if (withRecovery)
                await CallTableAsync("DescribeContinuousBackups");
            return FoundState.Of(services._blueprint).Table;
        }

        public Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task ChangeAsync(QueueChange change, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<MoveTask> StartMoveAsync(
            string deadLetterQueue,
            string? destination,
            int? perSecond,
            CancellationToken cancellation
        ) => throw new NotSupportedException();

        public Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
            throw new NotSupportedException();

        private async Task<IQueue> DescribedAsync(string name)
        {
            var definition = services._blueprint.Queues.Single(queue => queue.Name == name);
            var queue = await new InMemoryQueueService(() => name, TimeProvider.System).CreateAsync(
                new QueueDefinition(name),
                CancellationToken.None
            );
            return queue.On(
                async (QueueCall.Describe _, IQueue _) =>
                {
                    await CallQueueAsync("GetQueueAttributes");
                    return definition;
                }
            );
        }

        private async Task CallQueueAsync(string operation)
        {
            if (!await services.CallAsync(operation, take))
                throw new QueueException(QueueErrors.Throttled, $"sqs:{operation} is throttled.");
        }

        private async Task CallTableAsync(string operation)
        {
            if (!await services.CallAsync(operation, take))
                throw new TableException(TableErrors.Throttling, $"{operation} is throttled.");
        }
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILogger<PreflightedEngine>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Add(formatter(state, exception));
}
