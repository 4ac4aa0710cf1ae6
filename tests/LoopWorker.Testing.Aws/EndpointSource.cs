namespace LoopWorker.Testing.Aws;

/// <summary>Who answers as SQS and DynamoDB.</summary>
public enum EndpointSource
{
    /// <summary>Whoever the environment names.</summary>
    Environment,

    /// <summary>LocalStack in a container.</summary>
    LocalStack,

    /// <summary>The emulators of <c>localstack/emulators.sh</c>, which need no Docker.</summary>
    Emulators,
}
