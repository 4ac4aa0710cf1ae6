using System.Text.Json;

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>The services' own answers when they cannot do what they are asked.</summary>
/// <remarks>
/// Sources: Amazon DynamoDB Developer Guide, "Error handling with DynamoDB"; API reference, <c>TransactWriteItems</c>; Amazon SQS API
/// Reference, "Common Error Types".
/// </remarks>
internal static class ServiceErrors
{
    private const string DynamoDb = "com.amazonaws.dynamodb.v20120810#";
    private const string Sqs = "com.amazonaws.sqs#";

    /// <summary>A load balancer's page: no error of the service's.</summary>
    public static ScriptedAnswer Unavailable { get; } =
        new("<html><body><h1>503 Service Unavailable</h1></body></html>", 503);

    /// <param name="request">What is refused.</param>
    /// <param name="chance">From 0 up to 1: which of its forms a throttle takes.</param>
    public static ScriptedAnswer Throttled(ScriptedRequest request, double chance)
    {
        if (!IsOfDynamoDb(request))
            return ScriptedAnswer.Error(Sqs + "RequestThrottled", "Rate exceeded.");
        if (request.Operation == "TransactWriteItems" && chance < 0.5)
            return CancelledTransaction(request);
        return chance < 0.75
            ? ScriptedAnswer.Error(
                DynamoDb + "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded."
            )
            : ScriptedAnswer.Error(
                "com.amazon.coral.availability#ThrottlingException",
                "Throughput exceeds the current capacity of your table or index."
            );
    }

    public static ScriptedAnswer Failed(ScriptedRequest request) =>
        IsOfDynamoDb(request)
            ? ScriptedAnswer.Error(DynamoDb + "InternalServerError", "Internal server error", 500)
            : ScriptedAnswer.Error(Sqs + "InternalFailure", "The request processing has failed.", 500);

    // The first of its writes met a throttle.
    private static ScriptedAnswer CancelledTransaction(ScriptedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var others = body.RootElement.GetProperty("TransactItems").GetArrayLength() - 1;
        var reasons = Enumerable
            .Repeat("""{"Code":"None"}""", others)
            .Prepend(
                """{"Code":"ThrottlingError","Message":"Throughput exceeds the current capacity of your table."}"""
            );
        return new ScriptedAnswer(
            $$"""{"__type":"{{DynamoDb}}TransactionCanceledException","Message":"Transaction cancelled.","CancellationReasons":[{{string.Join(',', reasons)}}]}""",
            400
        );
    }

    private static bool IsOfDynamoDb(ScriptedRequest request) =>
        request.Headers["X-Amz-Target"].StartsWith("DynamoDB", StringComparison.Ordinal);
}
