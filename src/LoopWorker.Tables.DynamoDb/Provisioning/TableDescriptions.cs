using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>Reads what a table is made of: DynamoDB tells it in two calls, and its recovery in a third.</summary>
internal static class TableDescriptions
{
    public static async Task<TableDescription?> ReadAsync(
        IAmazonDynamoDB client,
        string name,
        bool withRecovery,
        CancellationToken cancellation
    )
    {
        try
        {
            var table = (await client.DescribeTableAsync(name, cancellation)).Table;
            return new TableDescription(
                table.TableName,
                table.TableStatus,
                KeysOf(table.KeySchema, table.AttributeDefinitions),
                [.. (table.GlobalSecondaryIndexes ?? []).Select(index => Of(index, table.AttributeDefinitions))],
                await ReadTimeToLiveAsync(client, name, cancellation),
                withRecovery ? await ReadRecoveryAsync(client, name, cancellation) : null,
                // A table that was never anything but provisioned has no summary.
                table.BillingModeSummary?.BillingMode
                    ?? BillingMode.PROVISIONED
            )
            {
                Replicas = [.. (table.Replicas ?? []).Select(replica => replica.RegionName)],
                IsStronglyConsistentAcrossRegions = table.MultiRegionConsistency == MultiRegionConsistency.STRONG,
            };
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static IndexDescription Of(
        GlobalSecondaryIndexDescription index,
        IReadOnlyList<AttributeDefinition> attributes
    ) =>
        new(
            index.IndexName,
            index.IndexStatus,
            KeysOf(index.KeySchema, attributes),
            index.Projection.ProjectionType,
            index.Projection.NonKeyAttributes ?? []
        );

    private static IReadOnlyList<KeyDescription> KeysOf(
        IReadOnlyList<KeySchemaElement> schema,
        IReadOnlyList<AttributeDefinition> attributes
    ) =>
        [
            .. schema.Select(key => new KeyDescription(
                key.AttributeName,
                key.KeyType,
                attributes.First(attribute => attribute.AttributeName == key.AttributeName).AttributeType
            )),
        ];

    private static async Task<string?> ReadTimeToLiveAsync(
        IAmazonDynamoDB client,
        string name,
        CancellationToken cancellation
    )
    {
        var request = new DescribeTimeToLiveRequest { TableName = name };
        var timeToLive = (await client.DescribeTimeToLiveAsync(request, cancellation)).TimeToLiveDescription;
        return
            timeToLive?.TimeToLiveStatus == TimeToLiveStatus.ENABLED
            || timeToLive?.TimeToLiveStatus == TimeToLiveStatus.ENABLING
            ? timeToLive.AttributeName
            : null;
    }

    private static async Task<bool?> ReadRecoveryAsync(
        IAmazonDynamoDB client,
        string name,
        CancellationToken cancellation
    )
    {
        var request = new DescribeContinuousBackupsRequest { TableName = name };
        try
        {
            var backups = (
                await client.DescribeContinuousBackupsAsync(request, cancellation)
            ).ContinuousBackupsDescription;
            return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
                == PointInTimeRecoveryStatus.ENABLED;
        }
        // Nothing but advice depends on it, and a worker's role need not have it.
        catch (AmazonDynamoDBException exception)
            when (exception.ErrorCode is TableErrors.UnknownOperation or TableErrors.AccessDenied)
        {
            return null;
        }
    }
}
