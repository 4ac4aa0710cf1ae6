namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Where SQS and DynamoDB answer.</summary>
/// <param name="Sqs">The endpoint of SQS.</param>
/// <param name="DynamoDb">The endpoint of DynamoDB.</param>
/// <param name="Origin">Who answers there, for people.</param>
public sealed record Endpoints(Uri Sqs, Uri DynamoDb, string Origin)
{
    /// <summary>The origin of the emulators that need no Docker.</summary>
    public const string Emulators = "emulators";

    public const string Region = "us-east-1";

    /// <summary>Credentials that every emulator takes. (DynamoDB Local takes letters and digits only.)</summary>
    public const string AccessKey = "local";

    public bool AreEmulators => Origin == Emulators;

    /// <summary>The environment of a program that is to work there.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; } =
        new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_SQS"] = Sqs.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = DynamoDb.ToString(),
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AccessKey,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
}
