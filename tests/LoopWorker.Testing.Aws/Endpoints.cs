namespace LoopWorker.Testing.Aws;

/// <summary>Where SQS and DynamoDB answer.</summary>
/// <param name="Sqs">The endpoint of SQS.</param>
/// <param name="DynamoDb">The endpoint of DynamoDB.</param>
/// <param name="Source">Who answers there.</param>
public sealed record Endpoints(Uri Sqs, Uri DynamoDb, EndpointSource Source)
{
    /// <summary>A second SQS with other shortcomings, for the queue contract. Only the emulators have it.</summary>
    public Uri? LocalAwsSqs { get; init; }

    public const string Region = "us-east-1";

    /// <summary>
    /// A key that every emulator takes (DynamoDB Local: letters and digits only) and that no program says by chance: tests look for it
    /// where it must not be.
    /// </summary>
    public const string AccessKey = "accessKey7Qz";

    /// <inheritdoc cref="AccessKey"/>
    public const string SecretKey = "secretKey7Qz";

    /// <summary>The endpoints that the variables name, as AWS's own tools read them; null if they leave one of the two out.</summary>
    public static Endpoints? From(Func<string, string?> variable)
    {
        var both = variable("AWS_ENDPOINT_URL");
        var sqs = variable("AWS_ENDPOINT_URL_SQS") ?? both;
        var dynamoDb = variable("AWS_ENDPOINT_URL_DYNAMODB") ?? both;
        return sqs is null || dynamoDb is null
            ? null
            : new Endpoints(new Uri(sqs), new Uri(dynamoDb), EndpointSource.Environment);
    }

    /// <summary>The environment of a program that is to work there.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_SQS"] = Sqs.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = DynamoDb.ToString(),
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = SecretKey,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
}
