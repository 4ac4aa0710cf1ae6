using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Expressions;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using SdkDelete = Amazon.DynamoDBv2.Model.Delete;
using SdkPut = Amazon.DynamoDBv2.Model.Put;
using SdkUpdate = Amazon.DynamoDBv2.Model.Update;
using SdkValuesOnFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>A transaction as the SDK's request.</summary>
internal static class TransactionRequests
{
    public static TransactWriteItemsRequest Of(string table, IReadOnlyList<Write> writes, string token)
    {
        var items = new List<TransactWriteItem>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
            items.Add(Of(table, writes[i]));
        return new TransactWriteItemsRequest
        {
            TransactItems = items,
            ClientRequestToken = token,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }

    private static TransactWriteItem Of(string table, Write write)
    {
        var placeholders = new Placeholders(write.Key.Schema);
        // Update expressions and conditions share the placeholders, so they are filled before they are read.
        var changes = write is Requests.Update { Changes: var asked } ? UpdateExpression.Of(asked, placeholders) : null;
        var condition = ConditionExpression.Of(write.Condition, placeholders);
        var (names, values) = (placeholders.Names, placeholders.Values);
        return write switch
        {
            Requests.Put put => new TransactWriteItem
            {
                Put = new SdkPut
                {
                    TableName = table,
                    Item = ItemConversion.ToSdk(put.Item),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
                },
            },
            Requests.Update update => new TransactWriteItem
            {
                Update = new SdkUpdate
                {
                    TableName = table,
                    Key = ItemConversion.ToSdk(update.Key),
                    UpdateExpression = changes,
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
                },
            },
            Requests.Delete delete => new TransactWriteItem
            {
                Delete = new SdkDelete
                {
                    TableName = table,
                    Key = ItemConversion.ToSdk(delete.Key),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
                },
            },
            Check check => new TransactWriteItem
            {
                ConditionCheck = new ConditionCheck
                {
                    TableName = table,
                    Key = ItemConversion.ToSdk(check.Key),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
                },
            },
            _ => throw new ArgumentOutOfRangeException(nameof(write), write.GetType().Name, "Not a write."),
        };
    }
}
