using Amazon.Runtime;
using LoopWorker.Core;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Queues.Contract;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>SQS, in real time.</summary>
public abstract class SqsEngine : QueueEngine
{
    protected abstract Uri Endpoint { get; }

    public override Task<IQueueService> CreateServiceAsync() => Task.FromResult<IQueueService>(ServiceAt(Endpoint));

    public override Task PassTimeAsync(TimeSpan time) => Task.Delay(time);

    public override Task RunAsync(Func<Task> test)
    {
        if (WhyNot(ContractCase.Current) is { } reason)
            Assert.Skip(reason);
        return test();
    }

    /// <summary>Why it cannot run a case; null if it can.</summary>
    protected abstract string? WhyNot(ContractCase contractCase);

    internal static SqsQueueService Service(Func<SqsOptions, SqsOptions>? configure = null) =>
        ServiceAt(SharedEndpoints.Current.Sqs, configure);

    internal static SqsQueueService ServiceAt(Uri endpoint, Func<SqsOptions, SqsOptions>? configure = null) =>
        new(
            (configure ?? (options => options))(
                new SqsOptions
                {
                    Endpoint = endpoint,
                    Region = Endpoints.Region,
                    Credentials = new BasicAWSCredentials(Endpoints.AccessKey, Endpoints.SecretKey),
                }
            ),
            Randomness.Unseeded(),
            TimeProvider.System
        );
}
