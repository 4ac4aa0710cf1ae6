using System.Text.Json;
using LoopWorker.Tables.DynamoDb.Errors;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Failures;

/// <summary>What DynamoDB says when a condition does not hold: an error in its protocol, a result in ours.</summary>
/// <param name="Stored">Of a single write: the stored item, null if there is none.</param>
/// <param name="Reasons">Of a transaction: a reason for each write.</param>
internal sealed record ConditionFailure(Item? Stored, IReadOnlyList<CancellationReason> Reasons)
{
    /// <summary>Reads the body of an error of a table with these keys; null if it is another error.</summary>
    public static ConditionFailure? Read(ReadOnlyMemory<byte> body, KeySchema schema)
    {
        using var document = JsonDocument.Parse(body);
        var error = document.RootElement;
        return error.GetProperty("__type").GetString()?.Split('#')[^1] switch
        {
            "ConditionalCheckFailedException" => new ConditionFailure(JsonItems.Read(error, "Item", schema), []),
            "TransactionCanceledException" => new ConditionFailure(
                Stored: null,
                CancellationReasons.Read(error, schema)
            ),
            _ => null,
        };
    }
}
