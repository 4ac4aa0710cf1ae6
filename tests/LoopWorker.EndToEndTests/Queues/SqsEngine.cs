using Amazon.Runtime;
using LoopWorker.Core;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>SQS at the shared endpoint, in real time.</summary>
public sealed class SqsEngine : QueueEngine
{
    public override Task<IQueueService> CreateServiceAsync() => Task.FromResult<IQueueService>(Service());

    public override Task PassTimeAsync(TimeSpan time) => Task.Delay(time);

    internal static SqsQueueService Service(Func<SqsOptions, SqsOptions>? configure = null) =>
        ServiceAt(SharedEndpoints.Current.Sqs, configure);

    internal static SqsQueueService ServiceAt(Uri endpoint, Func<SqsOptions, SqsOptions>? configure = null) =>
        new(
            (configure ?? (options => options))(
                new SqsOptions
                {
                    Endpoint = endpoint,
                    Region = Endpoints.Region,
                    Credentials = new BasicAWSCredentials(Endpoints.AccessKey, Endpoints.AccessKey),
                }
            ),
            Randomness.Unseeded(),
            TimeProvider.System
        );
}
