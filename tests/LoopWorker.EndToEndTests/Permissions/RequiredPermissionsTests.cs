namespace LoopWorker.EndToEndTests.Permissions;

public sealed class RequiredPermissionsTests
{
    [Theory]
    [InlineData("GetQueueUrl", """{"QueueName":"q"}""", "sqs:GetQueueUrl on q")]
    [InlineData("DeleteMessageBatch", """{"QueueUrl":"http://localhost:1/000000000000/q"}""", "sqs:DeleteMessage on q")]
    [InlineData(
        "SendMessageBatch",
        """{"QueueUrl":"http://localhost:1/000000000000/q"}""",
        "sqs:SendMessage on q",
        "kms:GenerateDataKey by sqs",
        "kms:Decrypt by sqs"
    )]
    [InlineData(
        "ReceiveMessage",
        """{"QueueUrl":"http://localhost:1/000000000000/q"}""",
        "sqs:ReceiveMessage on q",
        "kms:Decrypt by sqs"
    )]
    public void A_call_of_a_queue_takes_the_action_of_its_entries_and_the_key(
        string operation,
        string body,
        params string[] expected
    ) => Assert.Equal(expected, Of("AmazonSQS", operation, body));

    [Theory]
    [InlineData("ListMessageMoveTasks", """{"SourceArn":"arn:aws:sqs:r:1:q"}""", "ListMessageMoveTasks")]
    // {"taskId":"1","sourceArn":"arn:aws:sqs:r:1:q"}
    [InlineData(
        "CancelMessageMoveTask",
        """{"TaskHandle":"eyJ0YXNrSWQiOiIxIiwic291cmNlQXJuIjoiYXJuOmF3czpzcXM6cjoxOnEifQ=="}""",
        "CancelMessageMoveTask"
    )]
    [InlineData(
        "StartMessageMoveTask",
        """{"SourceArn":"arn:aws:sqs:r:1:q","DestinationArn":"arn:aws:sqs:r:1:to"}""",
        "StartMessageMoveTask",
        "sqs:SendMessage on to",
        "kms:GenerateDataKey by sqs"
    )]
    public void A_move_takes_what_it_takes_to_move_the_messages_oneself(
        string operation,
        string body,
        string action,
        params string[] more
    ) =>
        Assert.Equal(
            [
                $"sqs:{action} on q",
                "sqs:ReceiveMessage on q",
                "sqs:DeleteMessage on q",
                "sqs:GetQueueAttributes on q",
                "kms:Decrypt by sqs",
                .. more,
            ],
            Of("AmazonSQS", operation, body)
        );

    [Theory]
    [InlineData("PutItem", """{"TableName":"t","Item":{"pk":{"S":"OPERATIONS"}}}""", ", items OPERATIONS")]
    [InlineData("GetItem", """{"TableName":"t","Key":{"pk":{"S":"LOCK#dlq:q"}}}""", ", items LOCK#*")]
    [InlineData(
        "Query",
        """{"TableName":"t","KeyConditionExpression":"#n0 = :v0 AND begins_with(#n1, :v1)","ExpressionAttributeValues":{":v0":{"S":"OPERATIONS"},":v1":{"S":"2026"}}}""",
        ", items OPERATIONS"
    )]
    [InlineData("GetItem", """{"TableName":"t","Key":{"pk":{"S":"USER#u1"}}}""", "")]
    public void A_call_of_items_that_policies_tell_apart_says_which(string operation, string body, string items) =>
        Assert.Equal(
            [$"dynamodb:{operation} on table/t{items}", "kms:Decrypt by dynamodb"],
            Of("DynamoDB_20120810", operation, body)
        );

    [Theory]
    [InlineData("DescribeTable", """{"TableName":"t"}""", "dynamodb:DescribeTable on table/t")]
    [InlineData("Query", """{"TableName":"t"}""", "dynamodb:Query on table/t", "kms:Decrypt by dynamodb")]
    [InlineData(
        "BatchWriteItem",
        """{"RequestItems":{"t":[]}}""",
        "dynamodb:BatchWriteItem on table/t",
        "kms:Decrypt by dynamodb"
    )]
    [InlineData(
        "TransactWriteItems",
        """{"TransactItems":[{"Put":{"TableName":"t"}},{"Put":{"TableName":"t"}},{"Update":{"TableName":"t"}},{"Delete":{"TableName":"t"}},{"ConditionCheck":{"TableName":"t"}}]}""",
        "dynamodb:PutItem on table/t",
        "dynamodb:UpdateItem on table/t",
        "dynamodb:DeleteItem on table/t",
        "dynamodb:ConditionCheckItem on table/t",
        "kms:Decrypt by dynamodb"
    )]
    [InlineData(
        "BatchExecuteStatement",
        """{"Statements":[{"Statement":"INSERT INTO \"t\" VALUE {'pk': ?}"}]}""",
        "dynamodb:PartiQLInsert on table/t",
        "kms:Decrypt by dynamodb"
    )]
    public void A_call_of_a_table_takes_the_actions_of_what_it_does_to_items(
        string operation,
        string body,
        params string[] expected
    ) => Assert.Equal(expected, Of("DynamoDB_20120810", operation, body));

    [Theory]
    [InlineData("AmazonSQS", "TagQueue", """{"QueueUrl":"http://localhost:1/000000000000/q"}""")]
    [InlineData("DynamoDB_20120810", "DeleteTable", """{"TableName":"t"}""")]
    [InlineData("DynamoDB_20120810", "Query", """{"TableName":"t","IndexName":"i"}""")]
    public void A_call_of_which_nothing_is_known_is_not_taken_for_one_that_needs_nothing(
        string service,
        string operation,
        string body
    ) => Assert.Throws<NotSupportedException>(() => Of(service, operation, body));

    [Fact]
    public void A_call_of_the_ECS_agent_takes_an_action_on_the_tasks_of_the_cluster_and_only_one_is_known() =>
        Assert.Multiple(
            () =>
                Assert.Equal(
                    "ecs:UpdateTaskProtection on task/loopworker/*",
                    RequiredPermissions.OfEcsAgent(ToAgent("PUT")).ToString()
                ),
            () => Assert.Throws<NotSupportedException>(() => RequiredPermissions.OfEcsAgent(ToAgent("GET")))
        );

    private static ScriptedRequest ToAgent(string method) =>
        new("", new Dictionary<string, string>(), "")
        {
            Line = $"{method} /api/0123/task-protection/v1/state HTTP/1.1",
        };

    private static List<string> Of(string service, string operation, string body) =>
        [
            .. RequiredPermissions
                .Of(
                    new ScriptedRequest(
                        operation,
                        new Dictionary<string, string> { ["X-Amz-Target"] = $"{service}.{operation}" },
                        body
                    ),
                    name => name
                )
                .Select(permission => permission.ToString()),
        ];
}
