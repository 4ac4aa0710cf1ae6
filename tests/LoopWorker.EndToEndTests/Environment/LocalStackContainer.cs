using DotNet.Testcontainers.Builders;
using Testcontainers.LocalStack;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>LocalStack in a container. Compiled with <c>-p:LocalStack=Testcontainers</c>.</summary>
internal static class LocalStackContainer
{
    private const string Image = "localstack/localstack:4.9.2";

    /// <summary>Starts it; null if Docker does not answer. Testcontainers removes it when this process has ended.</summary>
    public static async Task<Endpoints?> TryStartAsync()
    {
        try
        {
            var container = new LocalStackBuilder()
                .WithImage(Image)
                .WithEnvironment("SERVICES", "sqs,dynamodb")
                .Build();
            await container.StartAsync();
            var endpoint = new Uri(container.GetConnectionString());
            return new Endpoints(endpoint, endpoint, "LocalStack in a container");
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
