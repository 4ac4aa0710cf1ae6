using System.Text;
using LoopWorker.Configuration;
using LoopWorker.Loop.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LoopWorker.Health;

/// <summary>Registers the health of a worker, and its paths.</summary>
public static class HealthServices
{
    private const string Folder = "/health/";

    public static string Live { get; } = Folder + "live";

    public static string Ready { get; } = Folder + "ready";

    public static string Startup { get; } = Folder + "startup";

    /// <summary>Registered before the worker, so that it is served before the worker begins and after it has ended.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services, HealthSettings settings) =>
        settings.Port == 0
            ? services
            : services
                .AddVerdict(Live, static health => health.Live)
                .AddVerdict(Ready, static health => health.Ready)
                .AddVerdict(Startup, static health => health.Startup)
                .AddHostedService(provider => new HealthServer(settings.Port, provider.GetServices<ServedPath>()));

    private static IServiceCollection AddVerdict(
        this IServiceCollection services,
        string path,
        Func<WorkerHealth, HealthVerdict> verdictOf
    ) =>
        services.AddSingleton(provider =>
        {
            var health = provider.GetRequiredService<WorkerHealth>();
            return new ServedPath(path, context => RespondAsync(context.Response, verdictOf(health)));
        });

    private static Task RespondAsync(HttpResponse response, HealthVerdict verdict)
    {
        response.StatusCode = verdict.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        var body = Encoding.UTF8.GetBytes(HealthBody.Write(verdict));
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
