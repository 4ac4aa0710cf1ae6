using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>What is told about what DynamoDB refuses, and how often it is asked.</summary>
public sealed class RefusalTests
{
    private const string Prefix = "com.amazonaws.dynamodb.v20120810#";

    [Theory]
    [InlineData("ValidationException", TableErrors.Validation, 400, false, 1)]
    [InlineData("ResourceNotFoundException", TableErrors.TableNotFound, 400, false, 1)]
    [InlineData("AccessDeniedException", TableErrors.AccessDenied, 400, false, 1)]
    [InlineData("IdempotentParameterMismatchException", TableErrors.IdempotentParameterMismatch, 400, false, 1)]
    [InlineData("ItemCollectionSizeLimitExceededException", "ItemCollectionSizeLimitExceededException", 400, false, 1)]
    [InlineData("SomethingNewException", "SomethingNewException", 400, false, 1)]
    [InlineData("TransactionConflictException", TableErrors.TransactionConflict, 400, true, 1)]
    [InlineData("ReplicatedWriteConflictException", TableErrors.ReplicatedWriteConflict, 400, true, null)]
    [InlineData("ProvisionedThroughputExceededException", TableErrors.Throttled, 400, true, 3)]
    [InlineData("RequestLimitExceeded", TableErrors.RequestLimitExceeded, 400, true, 3)]
    [InlineData("ThrottlingException", TableErrors.Throttling, 400, true, 3)]
    [InlineData("TransactionInProgressException", TableErrors.TransactionInProgress, 400, true, 3)]
    [InlineData("InternalServerError", TableErrors.InternalServerError, 500, true, 3)]
    [InlineData("ServiceUnavailable", TableErrors.ServiceUnavailable, 503, true, 3)]
    public async Task A_refusal_keeps_its_name_and_only_passing_ones_are_asked_again(
        string type,
        string code,
        int status,
        bool isTransient,
        int? requests
    )
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Error(Prefix + type, "said", status));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.Equal(code, exception.Code);
        Assert.Equal(isTransient, exception.IsTransient);
        if (requests is not null)
            Assert.Equal(requests, scripted.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task An_answer_of_a_proxy_is_a_server_error()
    {
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer("<html>Bad gateway</html>", 502));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.Equal(TableErrors.InternalServerError, exception.Code);
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task A_request_that_succeeds_at_its_last_attempt_succeeds()
    {
        await using var scripted = ScriptedTable.Answering(
            ScriptedAnswer.Error("InternalServerError", "said", 500),
            ScriptedAnswer.Error("ThrottlingException", "said"),
            new ScriptedAnswer("""{"ConsumedCapacity":{"TableName":"loop","CapacityUnits":3}}""")
        );

        var result = await scripted.Table.PutAsync(new Put(new Item(ScriptedTable.User)), default);

        Assert.True(result.Succeeded);
        Assert.Equal(3, result.Capacity.WriteUnits);
        Assert.Equal(3, scripted.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_missing_table_is_named_with_the_region_and_the_remedy()
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Error("ResourceNotFoundException", "said"));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.Equal(
            "The table 'loop' does not exist in region us-east-1: create it with 'loopworker provision', or correct LoopWorker:Table:Name",
            exception.Message
        );
    }

    [Fact]
    public async Task A_denied_call_names_the_permission_and_the_table()
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Error("AccessDeniedException", "said"));

        var put = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));
        var transaction = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Table.TransactAsync([new Put(new Item(ScriptedTable.User))], "token", default)
        );
        var inserts = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Table.InsertManyAsync([new Item(ScriptedTable.User)], default)
        );

        Assert.Equal(
            "PutItem on the table 'loop' in region us-east-1 was denied: allow dynamodb:PutItem to the role or user that this process runs as. DynamoDB says: said",
            put.Message
        );
        Assert.Contains("TransactWriteItems on the table 'loop'", transaction.Message, StringComparison.Ordinal);
        Assert.Contains("dynamodb:ConditionCheckItem", transaction.Message, StringComparison.Ordinal);
        Assert.Contains("dynamodb:PartiQLInsert", inserts.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_key_is_named_as_what_is_denied()
    {
        await using var scripted = new ScriptedTable(_ =>
            ScriptedAnswer.Error(
                "AccessDeniedException",
                "KMS key access denied error: User is not authorized to perform: kms:Decrypt on this resource."
            )
        );

        var put = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.Equal(TableErrors.AccessDenied, put.Code);
        Assert.Equal(
            "PutItem failed. The key of the table 'loop' in region us-east-1 may not be used: allow kms:Decrypt on it to the role or user that this process runs as, in the role's policy or the key's. DynamoDB says: KMS key access denied error: User is not authorized to perform: kms:Decrypt on this resource.",
            put.Message
        );
    }

    [Theory]
    [InlineData("ExpiredTokenException", "have expired")]
    [InlineData("UnrecognizedClientException", "does not accept")]
    [InlineData("InvalidSignatureException", "does not accept")]
    [InlineData("MissingAuthenticationTokenException", "does not accept")]
    public async Task Bad_credentials_are_told_apart_and_name_what_to_set(string type, string said)
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Error(type, "said"));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.Equal((TableErrors.CredentialsInvalid, true), (exception.Code, exception.NeedsOperator));
        Assert.False(exception.IsTransient);
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_SESSION_TOKEN", exception.Message, StringComparison.Ordinal);
        Assert.Single(scripted.Endpoint.Requests);
    }

    [Theory]
    [InlineData("1 validation error detected: Value '[secret]' at 'transactItems' failed")]
    [InlineData("Value [it's secret at 'x'] at 'transactItems' failed")]
    public async Task A_message_does_not_repeat_the_values_that_were_sent(string said)
    {
        await using var scripted = new ScriptedTable(_ => ScriptedAnswer.Error("ValidationException", said));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.EndsWith("Value at 'transactItems' failed", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_does_not_repeat_an_answer_that_has_none()
    {
        await using var scripted = new ScriptedTable(_ => new ScriptedAnswer(
            """{"__type":"SomethingNewException","message":"","Item":"secret"}""",
            400
        ));

        var exception = await Assert.ThrowsAsync<TableException>(() => Put(scripted.Table));

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SomethingNewException", exception.Message, StringComparison.Ordinal);
    }

    private static Task Put(ITable table) => table.PutAsync(new Put(new Item(ScriptedTable.User)), default);
}
