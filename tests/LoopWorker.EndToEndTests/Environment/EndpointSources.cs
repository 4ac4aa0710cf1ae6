namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Where SQS and DynamoDB may come from, in order of preference. A source is asked only if those before it have none.</summary>
/// <param name="Environment">The endpoints that the environment names; null if it names none.</param>
/// <param name="LocalStack">Starts LocalStack in a container; null if no Docker engine answers.</param>
/// <param name="Emulators">Starts the emulators that need no Docker.</param>
internal sealed record EndpointSources(
    Func<Endpoints?> Environment,
    Func<Task<Endpoints?>> LocalStack,
    Func<Task<Endpoints>> Emulators
)
{
    public async Task<Endpoints> StartAsync() => Environment() ?? await LocalStack() ?? await Emulators();
}
