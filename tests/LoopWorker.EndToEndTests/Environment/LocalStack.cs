using DotNet.Testcontainers.Builders;
using Testcontainers.LocalStack;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>LocalStack in a container.</summary>
internal static class LocalStack
{
    // As docker-compose.yml has it.
    private const string Image = "localstack/localstack:4.9.2";

    /// <summary>Starts it; null if no Docker engine answers. Testcontainers removes it when this process has ended.</summary>
    public static async Task<Endpoints?> TryStartAsync()
    {
        if (TryBuild() is not { } container)
            return null;
        await container.StartAsync();
        var endpoint = new Uri(container.GetConnectionString());
        return new Endpoints(endpoint, endpoint, EndpointSource.LocalStack);
    }

    // Testcontainers looks for the engine as it builds, and is quick to say that there is none.
    private static LocalStackContainer? TryBuild()
    {
        try
        {
            return new LocalStackBuilder(Image).WithEnvironment("SERVICES", "sqs,dynamodb").Build();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
