using Amazon.DynamoDBv2;
using LoopWorker.Aws;
using LoopWorker.Core;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.Samples.Toolkit.Running;

/// <summary>
/// A run on a table of its own, on the DynamoDB that the environment of the AWS SDK names: region, credentials and, for an emulator,
/// <c>AWS_ENDPOINT_URL_DYNAMODB</c>.
/// </summary>
internal static class DynamoDbRun
{
    public static async Task RunAsync(Sample sample, Action<string> print, CancellationToken cancellation)
    {
        var randomness = Randomness.Unseeded();
        var definition = sample.Definition($"loopworker-sample-{sample.Name}-{randomness.NextId()}");

        using var dynamoDb = new DynamoDbTableService(
            new DynamoDbOptions(),
            randomness.NextFraction,
            TimeProvider.System
        );
        await dynamoDb.CreateAsync(definition, cancellation);
        var table = dynamoDb.Open(definition.Name, definition.Keys);
        try
        {
            if (definition.TimeToLiveAttribute is { } attribute)
                await dynamoDb.EnableTimeToLiveAsync(definition.Name, attribute, cancellation);
            await sample.RunAsync(table, print, cancellation);
        }
        finally
        {
            await DeleteAsync(definition.Name);
        }
    }

    // The service has no such call, for nothing in production deletes a table.
    private static async Task DeleteAsync(string table)
    {
        var configuration = new AmazonDynamoDBConfig();
        ClientConfiguration.Apply(configuration, new DynamoDbOptions());
        using var client = new AmazonDynamoDBClient(configuration);
        await client.DeleteTableAsync(table, CancellationToken.None);
    }
}
