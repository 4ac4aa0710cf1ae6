using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>What AWS asks of IAM before it carries out a call. Queues and table are encrypted with a key of the customer's.</summary>
/// <remarks>
/// Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS", "… for Amazon DynamoDB" and "… for
/// AWS Key Management Service"; Amazon SQS Developer Guide, "Amazon SQS API permissions: actions and resource reference" (a batch takes the
/// action of its entries), "Key management" (who sends needs GenerateDataKey and Decrypt, who receives Decrypt) and "Updating queue permissions
/// for dead-letter queue redrive" (SQS moves on behalf of who asks for it, who needs what it takes to move); Amazon DynamoDB
/// Developer Guide, "Amazon DynamoDB Transactions: How it works" (a transaction takes the actions of its items), "IAM security policies with
/// PartiQL for DynamoDB" and "DynamoDB encryption at rest usage notes" (the table's key is decrypted on behalf of whoever reads or writes
/// items).
/// </remarks>
public static class RequiredPermissions
{
    private const string Batch = "Batch";

    private static readonly string[] OnQueues =
    [
        "GetQueueUrl",
        "GetQueueAttributes",
        "CreateQueue",
        "SetQueueAttributes",
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "PurgeQueue",
    ];

    private static readonly string[] Moves = ["StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask"];

    private static readonly string[] OnTables =
    [
        "DescribeTable",
        "DescribeTimeToLive",
        "DescribeContinuousBackups",
        "CreateTable",
        "UpdateTimeToLive",
        "UpdateContinuousBackups",
    ];

    private static readonly string[] OnItems = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"];

    /// <param name="request">The call.</param>
    /// <param name="documented">The name in the policies of a queue or table by its own.</param>
    /// <exception cref="NotSupportedException">If it is a call of which nothing is known here.</exception>
    public static IEnumerable<Permission> Of(ScriptedRequest request, Func<string, string> documented)
    {
        using var document = JsonDocument.Parse(request.Body);
        var target = request.Headers["X-Amz-Target"];
        return target.StartsWith("AmazonSQS.", StringComparison.Ordinal)
            ? [.. OfQueues(request.Operation, document.RootElement, documented)]
            : [.. OfTables(request.Operation, document.RootElement, documented).Distinct()];
    }

    /// <summary>What the ECS agent does with the task's role. A GET would need another action.</summary>
    /// <exception cref="NotSupportedException">If it is a call of which nothing is known here.</exception>
    public static Permission OfEcsAgent(ScriptedRequest request) =>
        request.Line == EcsAgentEndpoint.Put
            ? Permission.OnTasks("ecs:UpdateTaskProtection", "loopworker")
            : throw new NotSupportedException($"What ECS asks for '{request.Line}' is not known here.");

    private static IEnumerable<Permission> OfQueues(
        string operation,
        JsonElement body,
        Func<string, string> documented
    ) => Moves.Contains(operation) ? OfMoves(operation, body, documented) : OfMessages(operation, body, documented);

    private static IEnumerable<Permission> OfMoves(string operation, JsonElement body, Func<string, string> documented)
    {
        var source = documented(
            NameOf(body.TryGetProperty("TaskHandle", out var handle) ? ArnOf(handle) : body.GetProperty("SourceArn"))
        );
        foreach (var action in (string[])[operation, "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"])
            yield return Permission.OnQueue($"sqs:{action}", source);
        yield return Permission.OnKey("kms:Decrypt", "sqs");
        if (!body.TryGetProperty("DestinationArn", out var destination))
            yield break;
        yield return Permission.OnQueue("sqs:SendMessage", documented(NameOf(destination)));
        yield return Permission.OnKey("kms:GenerateDataKey", "sqs");
    }

    private static string NameOf(JsonElement arn) => arn.GetString()!.Split(':')[^1];

    // A handle is JSON in Base64, and names the queue.
    private static JsonElement ArnOf(JsonElement handle) =>
        JsonDocument.Parse(handle.GetBytesFromBase64()).RootElement.GetProperty("sourceArn");

    private static IEnumerable<Permission> OfMessages(
        string operation,
        JsonElement body,
        Func<string, string> documented
    )
    {
        var action = operation.EndsWith(Batch, StringComparison.Ordinal) ? operation[..^Batch.Length] : operation;
        if (!OnQueues.Contains(action))
            throw new NotSupportedException($"What SQS asks for {operation} is not known here.");
        var name = body.TryGetProperty("QueueUrl", out var url)
            ? new Uri(url.GetString()!).Segments[^1]
            : body.GetProperty("QueueName").GetString()!;
        yield return Permission.OnQueue($"sqs:{action}", documented(name));
        if (action is "SendMessage")
            yield return Permission.OnKey("kms:GenerateDataKey", "sqs");
        if (action is "SendMessage" or "ReceiveMessage")
            yield return Permission.OnKey("kms:Decrypt", "sqs");
    }

    private static IEnumerable<Permission> OfTables(string operation, JsonElement body, Func<string, string> documented)
    {
        foreach (var (action, table, items) in ActionsOf(operation, body))
            yield return Permission.OnTable($"dynamodb:{action}", documented(table), items);
        if (!OnTables.Contains(operation))
            yield return Permission.OnKey("kms:Decrypt", "dynamodb");
    }

    private static IEnumerable<(string Action, string Table, string? Items)> ActionsOf(
        string operation,
        JsonElement body
    ) =>
        operation switch
        {
            "TransactWriteItems" => body.GetProperty("TransactItems")
                .EnumerateArray()
                .Select(item => item.EnumerateObject().Single())
                .Select(write => (WriteAction(write.Name), TableOf(write.Value), ItemsOf(write.Value))),
            "BatchGetItem" or "BatchWriteItem" => body.GetProperty("RequestItems")
                .EnumerateObject()
                .Select(table => (operation, table.Name, (string?)null)),
            "BatchExecuteStatement" => body.GetProperty("Statements")
                .EnumerateArray()
                .Select(statement => StatementAction(statement.GetProperty("Statement").GetString()!)),
            _ when OnTables.Contains(operation) => [(operation, TableOf(body), null)],
            // A query of an index is one of another resource.
            _ when OnItems.Contains(operation) && !body.TryGetProperty("IndexName", out _) =>
            [
                (operation, TableOf(body), ItemsOf(body)),
            ],
            _ => throw new NotSupportedException($"What DynamoDB asks for {operation} is not known here."),
        };

    private static string WriteAction(string member) =>
        member switch
        {
            "Put" => "PutItem",
            "Update" => "UpdateItem",
            "Delete" => "DeleteItem",
            "ConditionCheck" => "ConditionCheckItem",
            _ => throw new NotSupportedException(
                $"What DynamoDB asks for {member} in a transaction is not known here."
            ),
        };

    private static (string, string, string?) StatementAction(string statement) =>
        statement.StartsWith("INSERT INTO \"", StringComparison.Ordinal)
            ? ("PartiQLInsert", statement.Split('"')[1], null)
            : throw new NotSupportedException(
                "What DynamoDB asks for other statements than inserts is not known here."
            );

    // As the policies name them that allow only some.
    private static string? ItemsOf(JsonElement call) =>
        PartitionOf(call) switch
        {
            "OPERATIONS" => "OPERATIONS",
            { } partition when partition.StartsWith("LOCK#", StringComparison.Ordinal) => "LOCK#*",
            _ => null,
        };

    private static string? PartitionOf(JsonElement call)
    {
        foreach (var member in (string[])["Item", "Key"])
            if (call.TryGetProperty(member, out var item) && item.TryGetProperty("pk", out var partition))
                return partition.GetProperty("S").GetString();
        // "#p = :p", and perhaps more.
        return call.TryGetProperty("KeyConditionExpression", out var condition)
            ? call.GetProperty("ExpressionAttributeValues")
                .GetProperty(condition.GetString()!.Split(' ')[2])
                .GetProperty("S")
                .GetString()
            : null;
    }

    private static string TableOf(JsonElement body) => body.GetProperty("TableName").GetString()!;
}
