using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Expressions;

/// <summary>An item as a PartiQL statement that puts it if there is none under its key. Values are parameters.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "PartiQL insert statements for DynamoDB".</remarks>
internal static class InsertStatement
{
    public static BatchStatementRequest Of(string table, Item item)
    {
        var attributes = ItemConversion.ToSdk(item);
        var pairs = attributes.Keys.Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}': ?");
        return new BatchStatementRequest
        {
            Statement = $"INSERT INTO \"{table}\" VALUE {{{string.Join(", ", pairs)}}}",
            Parameters = [.. attributes.Values],
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
    }
}
