using LoopWorker.EndToEndTests.Environment;
using Variable = System.Environment;

[assembly: AssemblyFixture(typeof(SharedEndpoints))]

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>
/// The one SQS and the one DynamoDB of this test run, up before its first test. Names of queues and tables isolate the tests.
/// </summary>
public sealed class SharedEndpoints : IAsyncLifetime
{
    private static readonly EndpointSources Sources = new(
        () => Endpoints.From(Variable.GetEnvironmentVariable),
        LocalStack.TryStartAsync,
        Emulators.StartAsync
    );

    private static Endpoints? _endpoints;
    private static string _whyNone = "The endpoints were not started.";

    /// <summary>Where the tests work. A test that asks where there are none is skipped.</summary>
    public static Endpoints Current
    {
        get
        {
            Assert.SkipWhen(_endpoints is null, _whyNone);
            return _endpoints;
        }
    }

    /// <exception cref="EmulatorException">In CI, where there must be some.</exception>
    public async ValueTask InitializeAsync()
    {
        try
        {
            _endpoints = await Sources.StartAsync();
        }
        catch (EmulatorException exception) when (Variable.GetEnvironmentVariable("CI") is not "true")
        {
            _whyNone = exception.Message;
        }
    }

    /// <summary>They end with this process.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
