using Amazon.Runtime;
using LoopWorker.Core;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.Testing.Aws;

/// <summary>A way to the queues and tables that is not the program's.</summary>
public static class AwsClients
{
    private static readonly AWSCredentials Credentials = new BasicAWSCredentials(
        Endpoints.AccessKey,
        Endpoints.SecretKey
    );

    public static SqsQueueService Queues(Endpoints endpoints) =>
        new(
            new SqsOptions
            {
                Endpoint = endpoints.Sqs,
                Region = Endpoints.Region,
                Credentials = Credentials,
            },
            Randomness.Unseeded(),
            TimeProvider.System
        );

    public static DynamoDbTableService Tables(Endpoints endpoints) =>
        new(
            new DynamoDbOptions
            {
                Endpoint = endpoints.DynamoDb,
                Region = Endpoints.Region,
                Credentials = Credentials,
            },
            Randomness.Unseeded().NextFraction,
            TimeProvider.System
        );
}
