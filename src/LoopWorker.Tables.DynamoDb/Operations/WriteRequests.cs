using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Expressions;
using LoopWorker.Tables.DynamoDb.Values;
using SdkValuesOnFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>Single writes as the SDK's requests. Each asks for the stored item in case its condition fails: it comes for free.</summary>
internal static class WriteRequests
{
    public static PutItemRequest Put(string table, Requests.Put put)
    {
        var placeholders = new Placeholders(put.Key.Schema);
        return new PutItemRequest
        {
            TableName = table,
            Item = ItemConversion.ToSdk(put.Item),
            ConditionExpression = ConditionExpression.Of(put.Condition, placeholders),
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
            ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }

    public static UpdateItemRequest Update(string table, Requests.Update update)
    {
        var placeholders = new Placeholders(update.Key.Schema);
        return new UpdateItemRequest
        {
            TableName = table,
            Key = ItemConversion.ToSdk(update.Key),
            UpdateExpression = UpdateExpression.Of(update.Changes, placeholders),
            ConditionExpression = ConditionExpression.Of(update.Condition, placeholders),
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
            ReturnValues = ReturnValue.ALL_NEW,
            ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }

    public static DeleteItemRequest Delete(string table, Requests.Delete delete)
    {
        var placeholders = new Placeholders(delete.Key.Schema);
        return new DeleteItemRequest
        {
            TableName = table,
            Key = ItemConversion.ToSdk(delete.Key),
            ConditionExpression = ConditionExpression.Of(delete.Condition, placeholders),
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
            ReturnValuesOnConditionCheckFailure = SdkValuesOnFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }
}
