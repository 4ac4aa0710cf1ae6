using System.Text.Json;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>Why a transaction was cancelled, write for write in the order of the request.</summary>
/// <remarks>Source: DynamoDB API reference, <c>TransactionCanceledException</c>.</remarks>
internal static class CancellationReasons
{
    public static CancellationReason[] Read(JsonElement error, KeySchema schema) =>
        [.. error.GetProperty("CancellationReasons").EnumerateArray().Select(reason => ReadOne(reason, schema))];

    private static CancellationReason ReadOne(JsonElement reason, KeySchema schema)
    {
        var message = TextOf(reason, "Message");
        return TextOf(reason, "Code") switch
        {
            null or "None" => CancellationReason.None,
            "ConditionalCheckFailed" or "DuplicateItem" => new(
                CancellationCode.ConditionFailed,
                JsonItems.Read(reason, "Item", schema),
                message
            ),
            "TransactionConflict" => new(CancellationCode.Conflict, Message: message),
            "ThrottlingError" or "ProvisionedThroughputExceeded" or "RequestLimitExceeded" => new(
                CancellationCode.Throttled,
                Message: message
            ),
            "ValidationError" or "ItemCollectionSizeLimitExceeded" => new(CancellationCode.Invalid, Message: message),
            // A code that did not exist when this was written. Its name is what people need.
            var unknown => new(CancellationCode.Other, Message: $"{unknown}: {message}"),
        };
    }

    private static string? TextOf(JsonElement reason, string name) =>
        reason.TryGetProperty(name, out var text) ? text.GetString() : null;
}
