using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>
/// The one SQS and the one DynamoDB of this test run: those that the environment names, else LocalStack where the build
/// has Testcontainers and Docker answers, else the emulators that need no Docker. Names of queues and tables isolate the tests.
/// </summary>
public static class SharedEndpoints
{
    private static Endpoints? _endpoints;

    /// <summary>Where the tests work.</summary>
    public static Endpoints Current =>
        _endpoints ?? throw new InvalidOperationException("The endpoints were not started.");

    /// <summary>Starts them; returns why there are none, where there can be none.</summary>
    /// <exception cref="EmulatorException">In CI, where there must be some.</exception>
    internal static async Task<string?> StartAsync()
    {
        try
        {
            _endpoints = FromEnvironment() ?? await StartOwnAsync();
            return null;
        }
        catch (EmulatorException exception) when (Variable.GetEnvironmentVariable("CI") is not "true")
        {
            return exception.Message;
        }
    }

    private static async Task<Endpoints> StartOwnAsync()
    {
#if LOCALSTACK_TESTCONTAINERS
        if (await LocalStackContainer.TryStartAsync() is { } container)
            return container;
#endif
        return await Emulators.StartAsync();
    }

    private static Endpoints? FromEnvironment()
    {
        var all = Variable.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        var sqs = Variable.GetEnvironmentVariable("AWS_ENDPOINT_URL_SQS") ?? all;
        var dynamoDb = Variable.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB") ?? all;
        return sqs is null || dynamoDb is null
            ? null
            : new Endpoints(new Uri(sqs), new Uri(dynamoDb), "given by the environment");
    }
}

/// <summary>No emulator could be started, and why.</summary>
public sealed class EmulatorException(string message) : Exception(message);
