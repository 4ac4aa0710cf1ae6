using LoopWorker.Core;
using LoopWorker.Ecs;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Tests.Ecs;

public sealed class EcsServicesTests
{
    [Fact]
    public async Task What_starts_before_the_worker_ends_after_it() =>
        Assert.Equal([nameof(TaskProtection), nameof(WorkerService)], await ServicesAsync(TimeSpan.FromMinutes(10)));

    [Fact]
    public async Task Without_the_setting_there_is_nothing_and_no_agent_is_missed() =>
        Assert.Equal([nameof(WorkerService)], await ServicesAsync(TimeSpan.Zero));

    private static async Task<IEnumerable<string>> ServicesAsync(TimeSpan lease)
    {
        var settings = Settings.Default();
        settings.Ecs.TaskProtection = lease;
        var engine = await EmbeddedEngine.CreateAsync(settings, Randomness.Seeded(1), TimeProvider.System);
        using var host = WorkerHost.Build(
            settings,
            services =>
                services
                    .AddTaskProtection(settings.Ecs, _ => lease > TimeSpan.Zero ? "http://127.0.0.1/api" : null)
                    .AddSingleton<IEngine>(engine)
        );
        return host.Services.GetServices<IHostedService>().Select(service => service.GetType().Name);
    }
}
