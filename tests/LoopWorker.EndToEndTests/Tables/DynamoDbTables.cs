using Amazon.Runtime;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.EndToEndTests.Tables;

/// <summary>Tables on the endpoint of this test run.</summary>
internal static class DynamoDbTables
{
    // Lazily: where there is no endpoint, the test that asks for it is skipped, which a static initializer would turn into a failure.
    private static readonly Lazy<DynamoDbTableService> Shared = new(() => ServiceAt(SharedEndpoints.Current.DynamoDb));

    /// <summary>The service of the endpoint that all tests share.</summary>
    public static DynamoDbTableService Service => Shared.Value;

    public static DynamoDbTableService ServiceAt(
        Uri endpoint,
        Func<DynamoDbOptions, DynamoDbOptions>? change = null,
        TimeProvider? time = null
    )
    {
        var options = new DynamoDbOptions
        {
            Endpoint = endpoint,
            Region = Endpoints.Region,
            Credentials = new BasicAWSCredentials(Endpoints.AccessKey, Endpoints.SecretKey),
        };
        return new DynamoDbTableService(
            change?.Invoke(options) ?? options,
            static () => 0.5,
            time ?? TimeProvider.System
        );
    }

    public static async Task<ITable> CreateAsync(TableDefinition definition)
    {
        await Service.CreateAsync(definition, CancellationToken.None);
        if (definition.TimeToLiveAttribute is { } attribute)
            await Service.EnableTimeToLiveAsync(definition.Name, attribute, CancellationToken.None);
        return Service.Open(definition.Name, definition.Keys);
    }
}
