using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>
/// The one SQS and the one DynamoDB of this test run. Names of queues and tables isolate the tests.
/// </summary>
public static class SharedEndpoints
{
    private static readonly EndpointSources Sources = new(
        () => Endpoints.From(Variable.GetEnvironmentVariable),
        LocalStack.TryStartAsync,
        Emulators.StartAsync
    );

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
            _endpoints = await Sources.StartAsync();
            return null;
        }
        catch (EmulatorException exception) when (Variable.GetEnvironmentVariable("CI") is not "true")
        {
            return exception.Message;
        }
    }
}

/// <summary>No emulator could be started, and why.</summary>
public sealed class EmulatorException(string message) : Exception(message);
