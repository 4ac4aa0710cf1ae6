using LoopWorker.Aws.Calls;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>What people are told about an error: what happened, to which table, where, and what to do.</summary>
/// <param name="table">The table's name.</param>
/// <param name="region">The region.</param>
/// <param name="endpoint">The host that was called.</param>
internal sealed class ErrorMessages(string table, string region, string endpoint)
{
    private const int LongestQuotation = 500;

    /// <summary>DynamoDB's refusal, in the port's words where they can say more.</summary>
    public string Refused(string operation, string code, string said) =>
        code switch
        {
            TableErrors.TableNotFound => TableNotFound(),
            TableErrors.AccessDenied => $"{AccessDenied(operation)}. DynamoDB says: {WithoutValues(said)}",
            TableErrors.UnknownOperation => $"{endpoint} does not know the operation {operation}: emulators lack some",
            TableErrors.IdempotentParameterMismatch =>
                $"{operation} on the table '{table}': the idempotency token was used with other writes less than ten minutes ago: give each transaction a token of its own",
            _ when ErrorCodes.IsOfCredentials(code) => CredentialsRejected(code),
            _ => $"{operation} on the table '{table}' in region {region}: {WithoutValues(said)}",
        };

    private string TableNotFound() =>
        $"The table '{table}' does not exist in region {region}: create it with 'loopworker provision', or correct LoopWorker:Table:Name";

    private string AccessDenied(string operation) =>
        $"{operation} on the table '{table}' in region {region} was denied: allow {ActionsOf(operation)} to the role or user that this process runs as";

    /// <summary>The table's key cannot be used.</summary>
    public string OfKey(string operation, KeyFailure key, string said) =>
        $"{operation} failed. {key.Explain($"the table '{table}' in region {region}", "kms:Decrypt")}. DynamoDB says: {WithoutValues(said)}";

    /// <summary>It failed before anything was sent.</summary>
    public string NotSent(string operation, string why) =>
        $"{operation} on the table '{table}' in region {region} was not sent: {why}";

    private string CredentialsRejected(string code) =>
        code.StartsWith("Expired", StringComparison.Ordinal)
            ? $"The AWS credentials for the table '{table}' in region {region} have expired ({code}): renew them (AWS_SESSION_TOKEN, or sign in to the profile again)"
            : $"DynamoDB in region {region} does not accept the AWS credentials ({code}): check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN if they are temporary), the region of the table '{table}', and the clock";

    public string TimedOut(string operation) =>
        $"{operation} on the table '{table}' in region {region} was not answered in time by {endpoint}: whether it took effect is not known";

    public string Unreachable(string operation, string reason) =>
        $"{operation} on the table '{table}' got no answer from {endpoint} ({reason}): check AWS_ENDPOINT_URL_DYNAMODB and AWS_REGION, the network and name resolution";

    // DynamoDB repeats a parameter that breaks a constraint, as "Value ... at 'name' failed", and the SDK repeats the whole
    // answer if it has no message: both may hold somebody's data.
    private static string WithoutValues(string said)
    {
        const string Before = "Value ";
        const string After = " at '";
        const string Answer = " and HTTP Body:";
        if (said.IndexOf(Answer, StringComparison.Ordinal) is var answer and >= 0)
            said = said[..answer];
        var start = said.IndexOf(Before, StringComparison.Ordinal);
        var end = said.LastIndexOf(After, StringComparison.Ordinal);
        if (start >= 0 && end >= start)
            said = $"{said.AsSpan(0, start)}Value{said.AsSpan(end)}";
        return said.Length <= LongestQuotation ? said : $"{said.AsSpan(0, LongestQuotation)}...";
    }

    // Transactions and PartiQL have no actions of their own in IAM.
    private static string ActionsOf(string operation) =>
        operation switch
        {
            TableOperations.TransactWriteItems =>
                "dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem and dynamodb:ConditionCheckItem",
            TableOperations.BatchExecuteStatement => "dynamodb:PartiQLInsert",
            _ => $"dynamodb:{operation}",
        };
}
