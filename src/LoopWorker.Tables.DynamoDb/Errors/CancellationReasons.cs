using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Results;
using SdkReason = Amazon.DynamoDBv2.Model.CancellationReason;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>Why a transaction was cancelled, write for write in the order of the request.</summary>
/// <remarks>Source: DynamoDB API reference, <c>TransactionCanceledException</c>.</remarks>
internal static class CancellationReasons
{
    public static CancellationReason[] Of(IReadOnlyList<SdkReason> reasons) => [.. reasons.Select(Of)];

    private static CancellationReason Of(SdkReason reason) =>
        reason.Code switch
        {
            null or "None" => CancellationReason.None,
            "ConditionalCheckFailed" or "DuplicateItem" => new(
                CancellationCode.ConditionFailed,
                ItemConversion.FromSdk(reason.Item),
                reason.Message
            ),
            "TransactionConflict" => new(CancellationCode.Conflict, Message: reason.Message),
            "ThrottlingError" or "ProvisionedThroughputExceeded" or "RequestLimitExceeded" => new(
                CancellationCode.Throttled,
                Message: reason.Message
            ),
            "ValidationError" or "ItemCollectionSizeLimitExceeded" => new(
                CancellationCode.Invalid,
                Message: reason.Message
            ),
            // A code that did not exist when this was written. Its name is what people need.
            var unknown => new(CancellationCode.Other, Message: $"{unknown}: {reason.Message}"),
        };
}
