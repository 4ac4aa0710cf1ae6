using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>A <see cref="TableDefinition"/> as the SDK's requests.</summary>
internal static class TableCreation
{
    public static CreateTableRequest RequestOf(TableDefinition definition)
    {
        var keys = definition.Keys.Attributes;
        return new CreateTableRequest
        {
            TableName = definition.Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema =
            [
                .. keys.Select(
                    (attribute, place) => new KeySchemaElement(attribute, place == 0 ? KeyType.HASH : KeyType.RANGE)
                ),
            ],
            AttributeDefinitions =
            [
                .. keys.Concat(definition.Indexes.Select(index => index.HashAttribute))
                    .Distinct(StringComparer.Ordinal)
                    .Select(attribute => new AttributeDefinition(attribute, ScalarAttributeType.S)),
                .. definition
                    .Indexes.Select(index => index.SortAttribute)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Select(attribute => new AttributeDefinition(attribute, ScalarAttributeType.N)),
            ],
            // An empty list is refused.
            GlobalSecondaryIndexes = definition.Indexes.Count == 0 ? null : [.. definition.Indexes.Select(RequestOf)],
        };
    }

    public static UpdateTimeToLiveRequest TimeToLive(string table, string attribute) =>
        new()
        {
            TableName = table,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true },
        };

    public static UpdateContinuousBackupsRequest PointInTimeRecovery(string table) =>
        new()
        {
            TableName = table,
            PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification
            {
                PointInTimeRecoveryEnabled = true,
            },
        };

    private static GlobalSecondaryIndex RequestOf(IndexDefinition index) =>
        new()
        {
            IndexName = index.Name,
            KeySchema =
            [
                new(index.HashAttribute, KeyType.HASH),
                .. index.SortAttribute is { } sort
                    ? [new KeySchemaElement(sort, KeyType.RANGE)]
                    : Array.Empty<KeySchemaElement>(),
            ],
            Projection =
                index.Included.Count == 0
                    ? new Projection { ProjectionType = ProjectionType.KEYS_ONLY }
                    : new Projection
                    {
                        ProjectionType = ProjectionType.INCLUDE,
                        NonKeyAttributes = [.. index.Included],
                    },
        };
}
