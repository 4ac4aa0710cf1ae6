using Amazon.Runtime;
using LoopWorker.Core;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>The test's own way to the queues and tables.</summary>
public static class AwsClients
{
    private static readonly AWSCredentials Credentials = new BasicAWSCredentials(
        Endpoints.AccessKey,
        Endpoints.AccessKey
    );

    public static SqsQueueService Queues() =>
        new(
            new SqsOptions
            {
                Endpoint = SharedEndpoints.Current.Sqs,
                Region = Endpoints.Region,
                Credentials = Credentials,
            },
            Randomness.Unseeded(),
            TimeProvider.System
        );

    public static DynamoDbTableService Tables() =>
        new(
            new DynamoDbOptions
            {
                Endpoint = SharedEndpoints.Current.DynamoDb,
                Region = Endpoints.Region,
                Credentials = Credentials,
            },
            Randomness.Unseeded().NextFraction,
            TimeProvider.System
        );
}
